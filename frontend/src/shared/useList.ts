import { ref, type Ref, shallowRef, type ShallowRef } from "vue"
import { type Trouble, troubleOf } from "@/api/refusal"
import type { Page } from "@/api/shapes"
import { type Read, useRead } from "./useRead"

/** A list read page by page: its first page is a Read; `more` appends the next. */
export interface List<T> extends Read<T[]> {
  hasMore: Ref<boolean>
  moreTrouble: ShallowRef<Trouble | null>
  more(): Promise<void>
}

export function useList<T>(read: (cursor?: string) => Promise<Page<T>>): List<T> {
  const hasMore = ref(false)
  const moreTrouble = shallowRef<Trouble | null>(null)
  let next: string | null = null
  function note(page: Page<T>): T[] {
    next = page.next
    hasMore.value = next !== null
    return page.items
  }
  const first = useRead(async () => note(await read()))
  async function more(): Promise<void> {
    if (next === null || first.busy.value) return
    first.busy.value = true
    try {
      const page = note(await read(next))
      first.data.value = [...(first.data.value ?? []), ...page]
      moreTrouble.value = null
    } catch (cause) {
      moreTrouble.value = troubleOf(cause)
    } finally {
      first.busy.value = false
    }
  }
  return { ...first, hasMore, moreTrouble, more }
}
