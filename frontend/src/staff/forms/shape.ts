/**
 * How a verb is asked for on the desk, said once: which fields, in which order, what each may hold. `VerbForm.vue` draws
 * them, sends them under these names, and puts what the server refuses beside the field it names.
 *
 * The words of a field stand in the desk's locale files under `asked.<verb>.<field>`, or under `asked.<field>` where
 * several verbs ask for the same: `label`, perhaps `hint`, and for a choice one word for each value under `of`.
 */
import type { Outcome } from "@/api/verb"

/** What a form is about: the thing the verb is done to, and what its page has read of it. */
export interface About {
  id: string
  /** Whose places and people are meant; the reader's own community where it is left out. */
  community?: string
  /** What is known of the thing: fields begin with it, choices come from it. */
  thing?: object
}

/** What was filled in so far, by the name of the field. */
export type Given = Record<string, unknown>

export interface Option {
  value: string
  label: string
  note?: string
  /** Why this one cannot be chosen here, and what can: it is shown and not open to a press. */
  closed?: string
}

interface Asked {
  /** The name under which the server takes it, and under which it names it when it refuses. */
  name: string
  /** May stay empty. A field that may not is marked, and the form is not sent without it. */
  optional?: boolean
  /** Shown, and sent, only while this holds. */
  when?(given: Given, about: About): boolean
  /** What it holds before anybody has touched it. */
  begin?(about: About): unknown
}

/** Where a choice's values come from: a fixed list with words in the locale files, or the thing and the server. */
export type Choices = readonly string[] | ((about: About) => Option[] | Promise<Option[]>)

export type Field = Asked &
  (
    | { kind: "text"; max?: number }
    | { kind: "long"; max: number; lines?: number }
    /** One of a few. */
    | { kind: "choice"; of: Choices }
    /** Any of them. */
    | { kind: "choices"; of: Choices }
    /** Yes, no, and where it may stay open, 说不清 (null). */
    | { kind: "yes_no" }
    /** A tick with a sentence: true or false. */
    | { kind: "tick" }
    /** Several ticks as one object: each looked at, or not. */
    | { kind: "checks"; of: readonly string[] }
    | { kind: "date" }
    | { kind: "datetime" }
    | { kind: "number"; least?: number; most?: number }
    /** Written in yuan, sent in whole fen. */
    | { kind: "money" }
    | { kind: "person" }
    | { kind: "people" }
    /** A place, as deep as `to`: gives the ids under `grid`, `building` and `unit`. */
    | { kind: "place"; to: "grid" | "building" | "unit" }
    /** Who is touched: `{kind, ids}`. */
    | { kind: "affected" }
    | { kind: "matter" }
    | { kind: "body"; many?: boolean }
    /** A ballot, in the way of the poll at hand. */
    | { kind: "ballot" }
    | { kind: "photos" }
    | { kind: "file"; accept?: string }
    /** Lines of text, each on its own. */
    | { kind: "lines"; max: number }
    /** Several of the same, each with fields of its own. */
    | { kind: "rows"; of: Field[]; least?: number; most?: number }
  )

export type Kind = Field["kind"]

export interface VerbShape {
  fields: Field[]
  /**
   * The component its button stands in, below `staff/`: there something has to be chosen first (a row, a letter, a
   * speaker). The others have their button wherever the thing is shown whole.
   */
  at?: string
  /** Nothing to fill in, but not to be done by a slip: its sentence stands under `confirm.<verb>`. */
  confirm?: true
  /** Where it is sent, where the verb's own address is not meant. */
  path?(about: About): string
  /** What is sent, where it is not simply what was given. */
  body?(given: Given, about: About): object
  /** How it is sent, where it is not JSON. */
  send?(name: string, path: string, body: object): Promise<Outcome<unknown>>
}

/** What a field holds before it is touched. */
export function untouched(field: Field, about: About): unknown {
  const begun = field.begin?.(about)
  if (begun !== undefined) return begun
  switch (field.kind) {
    case "text":
    case "long":
    case "date":
    case "datetime":
      return ""
    case "tick":
      return false
    case "choices":
    case "people":
    case "photos":
    case "lines":
      return []
    case "body":
      return field.many ? [] : null
    case "checks":
      return Object.fromEntries(field.of.map((name) => [name, false]))
    case "place":
      return {}
    case "rows":
      return Array.from({ length: field.least ?? 1 }, () => untouchedRow(field.of, about))
    default:
      return null
  }
}

export function untouchedRow(fields: Field[], about: About): Given {
  return Object.fromEntries(fields.map((field) => [field.name, untouched(field, about)]))
}

/** Whether nothing is there yet. A tick left open, and no to a question, are answers. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (typeof value === "string") return value.trim() === ""
  if (Array.isArray(value)) return value.length === 0
  // A file has no keys of its own.
  if (value instanceof Blob) return false
  return typeof value === "object" && Object.keys(value).length === 0
}

export function shown(fields: Field[], given: Given, about: About): Field[] {
  return fields.filter((field) => field.when?.(given, about) ?? true)
}

/** The names of fields still to fill in; in rows as `name.2.column`. */
export function missing(fields: Field[], given: Given, about: About): string[] {
  return shown(fields, given, about).flatMap((field) => {
    const value = given[field.name]
    if (field.kind === "rows" && Array.isArray(value)) {
      const inner = (value as Given[]).flatMap((row, index) =>
        missing(field.of, row, about).map((name) => `${field.name}.${index}.${name}`),
      )
      return value.length < (field.least ?? 0) ? [field.name, ...inner] : inner
    }
    return !field.optional && isEmpty(value) ? [field.name] : []
  })
}

/** What the server takes: what is not shown is left out, and so is what may stay empty and did; a text is sent empty. */
export function sent(fields: Field[], given: Given, about: About): Given {
  const body: Given = {}
  for (const field of shown(fields, given, about)) {
    const value = given[field.name]
    if (field.kind === "place") Object.assign(body, value)
    else if (field.kind === "rows") body[field.name] = (value as Given[]).map((row) => sent(field.of, row, about))
    else if (field.kind === "lines") body[field.name] = (value as string[]).map((line) => line.trim()).filter(Boolean)
    else if (field.kind === "datetime") body[field.name] = isEmpty(value) ? undefined : beijing(value as string)
    else if (typeof value === "string" && field.kind !== "choice") {
      if (value.trim() !== "" || (field.optional && (field.kind === "text" || field.kind === "long"))) body[field.name] = value.trim()
    } else if (!isEmpty(value)) body[field.name] = value
  }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}

/** A moment on the wall's clock, with its zone: China has one. */
function beijing(wall: string): string {
  return `${wall.length === 16 ? `${wall}:00` : wall}+08:00`
}
