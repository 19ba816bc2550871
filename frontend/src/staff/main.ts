import { watch } from "vue"
import zh from "@/locales/desk.zh-CN.json"
import { i18n } from "@/shared/language"
import { keptLanguage } from "@/shared/preferences"
import { start } from "@/shared/start"
import "./desk.css"
import App from "./App.vue"
import { router } from "./router"

/** The desk's own words join those of all pages; the English ones are fetched when English is chosen. */
async function addWords(): Promise<void> {
  i18n.global.mergeLocaleMessage("zh-CN", zh)
  const english = () => import("@/locales/desk.en.json")
  if (keptLanguage() === "en") await english().catch(() => undefined)
  watch(
    i18n.global.locale,
    async (language) => {
      if (language === "en") i18n.global.mergeLocaleMessage("en", (await english()).default)
    },
    { immediate: true, flush: "sync" },
  )
}

void addWords().then(() => start(App, router))
