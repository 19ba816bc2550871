import { ref, type Ref, shallowRef } from "vue"
import type { Box, Stub } from "@/api/polls"
import type { Sealed } from "@/sealed/ballot"

export interface Sealing {
  /** The program that seals could not be fetched: nothing was sent. */
  failed: Ref<boolean>
  /** What is sent in place of the choice; null where it could not be sealed, or is being sealed already. */
  envelope(choice: unknown): Promise<string | null>
  /** The personal code of the ballot that is in; null where what is in the box is another one, cast before. */
  codeOf(stub: Stub): string | null
}

/** Sealing a ballot on this phone. The program for it is fetched for such a poll only, and as soon as it is shown. */
export function useSealing(box: () => Box | null): Sealing {
  const failed = ref(false)
  const last = shallowRef<Sealed | null>(null)
  const load = () => import("@/sealed/ballot")
  if (box() !== null) void load().catch(() => undefined)

  let busy = false

  async function envelope(choice: unknown): Promise<string | null> {
    const to = box()
    // Pressed twice: one envelope is made, and its code is the one that is kept.
    if (busy || to === null) return null
    busy = true
    try {
      last.value = (await load()).sealBallot(choice, to)
      failed.value = false
      return last.value.envelope
    } catch {
      last.value = null
      failed.value = true
      return null
    } finally {
      busy = false
    }
  }

  function codeOf(stub: Stub): string | null {
    return last.value !== null && last.value.hash === stub.envelope ? last.value.code : null
  }

  return { failed, envelope, codeOf }
}
