import { readonly, ref } from "vue"
import { readMessages } from "@/api/reads"

const count = ref(0)
/** How many of my messages I have not seen yet, as last asked. */
export const unread = readonly(count)

/** Ask anew; what cannot be asked keeps the last figure. */
export async function countUnread(): Promise<void> {
  try {
    count.value = (await readMessages(undefined, 1)).unread
  } catch {
    // Offline, or nobody is signed in: whoever shows the figure shows the last one.
  }
}

export function setUnread(n: number): void {
  count.value = n
}
