/** How much waits at each station for the person signed in: the server counts, whenever it is asked again. */
import { readonly, shallowRef } from "vue"
import { readWaiting } from "./api/reads"

const known = shallowRef<Readonly<Record<string, number>>>({})
export const counts = readonly(known)

/** Ask anew. Without an answer the figures stay what they were. */
export async function recount(): Promise<void> {
  try {
    known.value = await readWaiting()
  } catch {
    // The next minute asks again.
  }
}
