import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { VERBS } from "@/shared/verbs"

const read = (language: string): Map<string, string> => {
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
const placeholders = (text = ""): string => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()

describe.each(["", "desk.", "help.", "custody."])("the two languages of %s*.json", (file) => {
  const zh = read(`${file}zh-CN`)
  const en = read(`${file}en`)

  it("say the same things", () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it("speak of the same figures", () => {
    const differing = [...zh.keys()].filter((key) => placeholders(zh.get(key)) !== placeholders(en.get(key)))
    expect(differing).toEqual([])
  })

  it("shout nowhere", () => {
    expect([...zh, ...en].filter(([, text]) => /[!！]/.test(text))).toEqual([])
  })

  it("use full-width signs in Chinese", () => {
    const halfWidth = [...zh].filter(([, text]) => /[\u4e00-\u9fff][,:;()?]|[,:;()?][\u4e00-\u9fff]/.test(text))
    expect(halfWidth).toEqual([])
  })
})

const zh = read("zh-CN")
const en = read("en")

it("the desk says nothing that the common words say already", () => {
  expect([...read("desk.zh-CN").keys()].filter((key) => zh.has(key))).toEqual([])
})

it("every verb with a button has its word", () => {
  expect(Object.keys(VERBS).filter((verb) => !zh.has(`verb.${verb}`) || !en.has(`verb.${verb}`))).toEqual([])
})

it("no word is left of a verb that is gone", () => {
  const words = [...zh.keys()].filter((key) => key.startsWith("verb.")).map((key) => key.slice("verb.".length))
  expect(words.filter((verb) => !(verb in VERBS))).toEqual([])
})

it("has a word for every kind of entry in a poll's evidence", () => {
  const document = readFileSync("../docs/voting-evidence.md", "utf8")
  const kinds = [...new Set([...document.matchAll(/\*\*`([A-Z_]+)`\*\*/g)].map(([, kind]) => kind))]
  expect(kinds.length).toBeGreaterThan(10)
  const words = read("zh-CN")
  // A log that ends with one of these is never shown whole.
  expect(kinds.filter((kind) => !words.has(`evidence.entry.${kind}`))).toEqual(["VOID", "UNOPENABLE"])
})
