import table from "./verbs.json"

/**
 * What a verb asks of the person before it is sent: `nothing`; a `confirmation`; a `reason`, sent as `{reason}`; or a
 * `form` of its own, which the page of that thing brings. The keys are the verbs of `consult/flow.py` that have a button.
 */
export type Asks = "nothing" | "confirmation" | "reason" | "form"

export const VERBS = table as Readonly<Record<string, Asks>>
