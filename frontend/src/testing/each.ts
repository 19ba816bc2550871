/** Between any two tests: what one mounted asks the server no more, and what it changed of the browser is as before. */
import { disableAutoUnmount, enableAutoUnmount } from "@vue/test-utils"
import { afterEach, vi } from "vitest"

disableAutoUnmount()
enableAutoUnmount(afterEach)
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  // The sealed ballot's tests have no browser.
  if (typeof document === "undefined") return
  document.body.innerHTML = ""
  localStorage.clear()
  sessionStorage.clear()
})
