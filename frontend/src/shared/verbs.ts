import table from "./verbs.json"

/**
 * What a verb asks of the person before it is sent: `now` nothing; `confirm` a confirmation; a list of fields (see
 * `fields.ts`), sent under their names; or `page`, a form of its own that the page of that thing brings. A field with a
 * question mark may stay empty. The keys are the verbs of `consult/flow.py` that have a button.
 */
export type Asks = "now" | "confirm" | "page" | string[]

export const VERBS = table as Readonly<Record<string, Asks>>

/** What any neighbour may do at any time, as far as it is not what waits for this one. */
const ANYBODYS = ["matter.endorse", "matter.withdraw", "matter.contest", "matter.dispute", "topic.appeal", "petition.start", "petition.withdraw"]

/** Open to one, and seldom what one came for: never the thing to do next. */
const SELDOM: ReadonlySet<string> = new Set(["matter.withdraw", "matter.contest", "matter.dispute", "topic.appeal", "petition.start", "petition.withdraw"])

export function isSeldom(verb: string): boolean {
  return SELDOM.has(verb)
}

/** The verbs with the likely one first: what waits for this person before what anybody may do. */
export function likelyFirst(allowed: readonly string[]): string[] {
  const rank = (verb: string): number => ANYBODYS.indexOf(verb)
  return [...allowed].sort((a, b) => rank(a) - rank(b))
}

export interface AskedField {
  name: string
  optional: boolean
}

export function fieldsOf(asks: Asks | undefined): AskedField[] {
  if (!Array.isArray(asks)) return []
  return asks.map((field) => ({ name: field.replace(/\?$/, ""), optional: field.endsWith("?") }))
}
