import { createApp, type Component } from "vue"
import type { Router } from "vue-router"
import { applyKeptLanguage, i18n } from "./language"
import { applyKeptElder } from "./preferences"
import "./styles/index.css"

/** Start one of the three applications: what the person chose for this device first, so that nothing flickers. */
export async function start(root: Component, router: Router): Promise<void> {
  applyKeptElder()
  await applyKeptLanguage().catch(() => undefined)
  createApp(root).use(i18n).use(router).mount("#app")
  // Opens the pages without a network. Only over https or on localhost; elsewhere the pages need one.
  if (import.meta.env.PROD && "serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => undefined)
}
