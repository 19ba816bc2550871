import { readonly, ref } from "vue"

/** What a person has chosen for this device: language and the elder mode (长辈版). Applied before anything is drawn. */
export type Language = "zh-CN" | "en"

const LANGUAGE = "consult.language"
const ELDER = "consult.elder"

export function keptLanguage(): Language {
  return read(LANGUAGE) === "en" ? "en" : "zh-CN"
}

export function keepLanguage(language: Language): void {
  write(LANGUAGE, language)
}

const large = ref(false)
export const elder = readonly(large)

export function setElder(on: boolean): void {
  if (on) document.documentElement.dataset.elder = ""
  else delete document.documentElement.dataset.elder
  large.value = on
  write(ELDER, on ? "yes" : "no")
}

/** Nothing was chosen on this device yet: what its person chose elsewhere may apply. */
export function isUndecided(): { elder: boolean; language: boolean } {
  return { elder: read(ELDER) === null, language: read(LANGUAGE) === null }
}

export function applyKeptElder(): void {
  if (read(ELDER) === "yes") setElder(true)
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
}
