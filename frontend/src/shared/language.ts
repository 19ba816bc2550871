import { createI18n, useI18n } from "vue-i18n"
import zh from "@/locales/zh-CN.json"
import { isUndecided, keepLanguage, keptLanguage, type Language, setElder } from "./preferences"

/** Chinese comes with the page; English is fetched when it is chosen. */
export const i18n = createI18n({
  legacy: false,
  locale: "zh-CN",
  fallbackLocale: "zh-CN",
  messages: { "zh-CN": zh } as Record<string, typeof zh>,
})

async function speak(language: Language): Promise<void> {
  if (language === "en" && !i18n.global.availableLocales.includes("en")) {
    i18n.global.setLocaleMessage("en", (await import("@/locales/en.json")).default)
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

export async function setLanguage(language: Language): Promise<void> {
  await speak(language)
  keepLanguage(language)
}

export function applyKeptLanguage(): Promise<void> {
  return speak(keptLanguage())
}

/** On a device that was never set, a person finds what they chose on another. */
export function adopt(chosen: { elder_mode: boolean; language: string }): void {
  const open = isUndecided()
  if (open.elder && chosen.elder_mode) setElder(true)
  if (open.language && chosen.language === "en") setLanguage("en").catch(() => undefined)
}

/** Of two sentences the server sent, the one in the reader's language. A missing English one falls back to Chinese. */
export function useSay(): (zh: string, en: string | null | undefined) => string {
  const { locale } = useI18n()
  return (zh, en) => (locale.value === "en" && en ? en : zh)
}
