import { shallowReadonly, shallowRef } from "vue"
import { Refused } from "@/api/refusal"
import { readMe } from "@/api/reads"
import type { Me } from "@/api/shapes"
import { verb } from "@/api/verb"
import { adopt } from "./language"

const known = shallowRef<Me | null>(null)
let asking: Promise<Me | null> | null = null

/** Who is signed in, as last read; null is nobody, or not asked yet. */
export const me = shallowReadonly(known)

/** Who is signed in; asks the server once and whenever `fresh`. Throws where no answer came. */
export async function whoAmI(fresh = false): Promise<Me | null> {
  if (asking === null || fresh) asking = ask()
  try {
    return await asking
  } catch (cause) {
    asking = null
    throw cause
  }
}

export function forgetMe(): void {
  known.value = null
  asking = null
}

/** Keep with the person what they chose here, so that their next device knows. Offline it stays with this device. */
export async function prefer(chosen: Partial<Pick<Me, "elder_mode" | "needs_paper" | "language">>): Promise<boolean> {
  if (known.value?.person == null) return false
  const outcome = await verb<Me>("me.preferences", "/api/v1/me/preferences", chosen)
  if (outcome.kind === "done") known.value = outcome.answer
  return outcome.kind === "done"
}

async function ask(): Promise<Me | null> {
  try {
    known.value = await readMe()
    if (known.value.person !== null) adopt(known.value)
  } catch (cause) {
    if (!(cause instanceof Refused) || cause.status !== 401) throw cause
    known.value = null
  }
  return known.value
}
