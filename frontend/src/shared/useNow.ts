import { onUnmounted, ref, type Ref } from "vue"
import { serverNow } from "@/api/serverTime"

/** The server's present in milliseconds, renewed every `every` milliseconds while the component is there. */
export function useNow(every: number): Ref<number> {
  const now = ref(serverNow())
  const timer = setInterval(() => {
    now.value = serverNow()
  }, every)
  onUnmounted(() => clearInterval(timer))
  return now
}
