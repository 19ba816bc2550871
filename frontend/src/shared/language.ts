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

/** Where the English words are: those of all pages, and those an application has added. */
const english: (() => Promise<{ default: object }>)[] = [() => import("@/locales/en.json")]
let fetched = 0

/** Words of one application alone, to be called before it starts: the Chinese ones come with it, the English when they are chosen. */
export function alsoSay(chinese: object, englishOnes: () => Promise<{ default: object }>): void {
  i18n.global.mergeLocaleMessage("zh-CN", chinese)
  english.push(englishOnes)
}

/** The whole language or none of it: a page never shows half of its words in the other. */
async function speak(language: Language): Promise<void> {
  if (language === "en" && fetched < english.length) {
    const words = await Promise.all(english.map((fetch) => fetch()))
    for (const { default: some } of words) i18n.global.mergeLocaleMessage("en", some)
    fetched = words.length
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

/** Several words one after the other, as the reader's language separates them. */
export function listed(words: readonly string[]): string {
  return words.join(i18n.global.locale.value === "en" ? ", " : "、")
}
