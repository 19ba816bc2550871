import { onMounted, onUnmounted } from "vue"

/** Whether the keyboard is filling something in. */
function typing(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]") !== null
}

/** Single keys that do something while the component is there and nobody is typing. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  onMounted(() => document.addEventListener("keydown", press))
  onUnmounted(() => document.removeEventListener("keydown", press))
}
