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

export function isElder(): boolean {
  return document.documentElement.dataset.elder !== undefined
}

export function setElder(on: boolean): void {
  if (on) document.documentElement.dataset.elder = ""
  else delete document.documentElement.dataset.elder
  write(ELDER, on ? "yes" : "no")
}

export function applyKeptElder(): void {
  if (read(ELDER) === "yes") document.documentElement.dataset.elder = ""
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
