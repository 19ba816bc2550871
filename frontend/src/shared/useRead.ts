import { onMounted, onUnmounted, type Ref, ref, shallowRef, type ShallowRef } from "vue"
import { type Trouble, troubleOf } from "@/api/refusal"
import { serverNow } from "@/api/serverTime"

/** One thing read from the server: what is known, whether it is being read, and what stood in the way. */
export interface Read<T> {
  data: ShallowRef<T | null>
  trouble: ShallowRef<Trouble | null>
  busy: Ref<boolean>
  /** When the data came, by the server's clock. */
  at: Ref<number | null>
  reload(): Promise<void>
}

/**
 * Read when the component appears, and again when the connection returns after a failure. While it is read again the
 * old data stays, so nothing jumps; a failure keeps it too, and says so.
 */
export function useRead<T>(read: () => Promise<T>): Read<T> {
  const data = shallowRef<T | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  const busy = ref(false)
  const at = ref<number | null>(null)
  let turn = 0
  async function reload(): Promise<void> {
    const mine = ++turn
    busy.value = true
    try {
      const got = await read()
      if (mine !== turn) return
      data.value = got
      at.value = serverNow()
      trouble.value = null
    } catch (cause) {
      if (mine === turn) trouble.value = troubleOf(cause)
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  const again = (): void => {
    if (trouble.value !== null) void reload()
  }
  onMounted(() => {
    window.addEventListener("online", again)
    void reload()
  })
  onUnmounted(() => {
    turn++
    window.removeEventListener("online", again)
  })
  return { data, trouble, busy, at, reload }
}
