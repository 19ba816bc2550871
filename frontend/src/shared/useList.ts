import { computed, type ComputedRef, type Ref, shallowRef, type ShallowRef, watch } from "vue"
import { type Trouble, troubleOf } from "@/api/refusal"
import type { Page } from "@/api/shapes"
import { type Read, useRead } from "./useRead"

/** A list read page by page: its first page is a Read; `more` appends the next. */
export interface List<T, P = Page<T>> extends Omit<Read<T[]>, "data"> {
  data: ComputedRef<T[] | null>
  /** The page read last, for what it says besides its items. */
  page: ComputedRef<P | null>
  hasMore: Ref<boolean>
  moreTrouble: ShallowRef<Trouble | null>
  more(): Promise<void>
}

export function useList<P extends Page<unknown>>(read: (cursor?: string) => Promise<P>): List<P["items"][number], P> {
  const first = useRead(() => read())
  const later = shallowRef<P[]>([])
  const moreTrouble = shallowRef<Trouble | null>(null)
  // Read anew, the list begins anew: what was found behind another first page is not a part of this one.
  watch(
    first.data,
    () => {
      later.value = []
      moreTrouble.value = null
    },
    { flush: "sync" },
  )
  const data = computed(() => first.data.value && [first.data.value, ...later.value].flatMap(({ items }) => items))
  const page = computed(() => later.value.at(-1) ?? first.data.value)
  const hasMore = computed(() => page.value !== null && page.value.next !== null)
  async function more(): Promise<void> {
    const begun = first.data.value
    const next = page.value?.next
    if (typeof next !== "string" || first.busy.value) return
    first.busy.value = true
    try {
      const got = await read(next)
      if (first.data.value !== begun) return
      later.value = [...later.value, got]
      moreTrouble.value = null
    } catch (cause) {
      moreTrouble.value = troubleOf(cause)
    } finally {
      first.busy.value = false
    }
  }
  return { ...first, data, page, hasMore, moreTrouble, more }
}
