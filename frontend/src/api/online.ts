import { readonly, ref } from "vue"

/**
 * Whether the server can be reached, as far as we know: the browser's own word, corrected by what happens to requests.
 * A phone on a captive Wi-Fi says it is online; only a missing answer shows that it is not.
 */
const reachable = ref(navigator.onLine)

export const online = readonly(reachable)

export function answered(): void {
  reachable.value = true
}

export function unanswered(): void {
  reachable.value = false
}

window.addEventListener("online", answered)
window.addEventListener("offline", unanswered)
