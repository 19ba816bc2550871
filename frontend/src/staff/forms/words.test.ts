import { describe, expect, it } from "vitest"
import deskEn from "@/locales/desk.en.json"
import deskZh from "@/locales/desk.zh-CN.json"
import en from "@/locales/en.json"
import zh from "@/locales/zh-CN.json"
import { FORMS } from "./index"
import type { Field } from "./shape"

/** Messages are compiled on import, so that only whether they are there can be asked. */
function has(languages: object[], path: string): boolean {
  return languages.some((messages) => path.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], messages) !== undefined)
}

const LANGUAGES = { Chinese: [zh, deskZh], English: [en, deskEn] }

function wordsOf(verb: string, field: Field): string[] {
  const parts = ["label"]
  if (field.kind === "yes_no") parts.push("of.yes", "of.no", ...(field.optional ? ["of.unsure"] : []))
  if (field.kind === "checks") parts.push(...field.of.map((one) => `of.${one}`))
  if ((field.kind === "choice" || field.kind === "choices") && typeof field.of !== "function") parts.push(...field.of.map((one) => `of.${one}`))
  const own = parts.map((part) => `${verb} ${field.name} ${part}`)
  return field.kind === "rows" ? [...own, ...field.of.flatMap((inner) => wordsOf(verb, inner))] : own
}

describe.each(Object.entries(LANGUAGES))("in %s", (_, languages) => {
  it("every verb of the desk has its word", () => {
    expect(Object.keys(FORMS).filter((verb) => !has(languages, `verb.${verb}`))).toEqual([])
  })

  it("every field has its label, and every answer its word", () => {
    const asked = Object.entries(FORMS).flatMap(([verb, { fields }]) => fields.flatMap((field) => wordsOf(verb, field)))
    const missing = asked.filter((one) => {
      const [verb = "", name = "", part = ""] = one.split(" ")
      return !has(languages, `asked_by.${verb}.${name}.${part}`) && !has(languages, `asked.${name}.${part}`)
    })
    expect(missing).toEqual([])
  })
})
