import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

function read(language: string): Map<string, string> {
  const messages = new Map<string, string>()
  const walk = (node: object, path: string): void => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string") messages.set(path + key, value)
      else walk(value as object, `${path}${key}.`)
    }
  }
  walk(JSON.parse(readFileSync(`src/locales/${language}.json`, "utf8")) as object, "")
  return messages
}

const zh = read("desk.zh-CN")
const en = read("desk.en")
const placeholders = (text = ""): string => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()

describe("the desk's two languages", () => {
  it("say the same things", () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it("speak of the same figures", () => {
    expect([...zh.keys()].filter((key) => placeholders(zh.get(key)) !== placeholders(en.get(key)))).toEqual([])
  })

  it("shout nowhere", () => {
    expect([...zh, ...en].filter(([, text]) => /[!！]/.test(text))).toEqual([])
  })

  it("use full-width signs in Chinese", () => {
    expect([...zh].filter(([, text]) => /[\u4e00-\u9fff][,:;()?]|[,:;()?][\u4e00-\u9fff]/.test(text))).toEqual([])
  })

  it("say nothing the common words say already", () => {
    const common = new Map([...read("zh-CN")].filter(([key]) => zh.has(key)))
    expect([...common.keys()]).toEqual([])
  })
})
