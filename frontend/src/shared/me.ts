import { shallowReadonly, shallowRef } from "vue"
import { Refused } from "@/api/refusal"
import { readMe } from "@/api/reads"
import type { Me } from "@/api/shapes"

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

async function ask(): Promise<Me | null> {
  try {
    known.value = await readMe()
  } catch (cause) {
    if (!(cause instanceof Refused) || cause.status !== 401) throw cause
    known.value = null
  }
  return known.value
}
