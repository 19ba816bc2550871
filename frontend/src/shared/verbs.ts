import table from "./verbs.json"

/**
 * What a verb asks of the person before it is sent: `now` nothing; `confirm` a confirmation; a list of fields (see
 * `fields.ts`), sent under their names; or `page`, a form of its own that the page of that thing brings. A field with a
 * question mark may stay empty. The keys are the verbs of `consult/flow.py` that have a button.
 */
export type Asks = "now" | "confirm" | "page" | string[]

export const VERBS = table as Readonly<Record<string, Asks>>

export interface AskedField {
  name: string
  optional: boolean
}

export function fieldsOf(asks: Asks | undefined): AskedField[] {
  if (!Array.isArray(asks)) return []
  return asks.map((field) => ({ name: field.replace(/\?$/, ""), optional: field.endsWith("?") }))
}
