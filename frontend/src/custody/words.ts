import { createI18n } from "vue-i18n"
import en from "@/locales/custody.en.json"
import zh from "@/locales/custody.zh-CN.json"

/** Both languages come with the file: there is nowhere to fetch the other one from. */
export const i18n = createI18n({
  legacy: false,
  locale: "zh-CN",
  fallbackLocale: "zh-CN",
  messages: { "zh-CN": zh, en } as Record<string, typeof zh>,
})
