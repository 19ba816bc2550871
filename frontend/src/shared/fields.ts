/**
 * The fields verbs ask for, by the name under which the server takes them. Their words are in the locale files under
 * `given.<name>`. A verb whose questions need more than these has a form of its own.
 */
export type Field =
  | { kind: "paragraph"; max: number }
  | { kind: "line"; max: number }
  | { kind: "choice"; values: readonly string[] }
  /** Yes, no, and where it may stay open, 说不清. */
  | { kind: "yes_no" }
  /** Each looked at and ticked, or not. */
  | { kind: "checks"; names: readonly string[] }

export type Given = string | boolean | null | Record<string, boolean>

const paragraph = (max: number): Field => ({ kind: "paragraph", max })
const yesNo: Field = { kind: "yes_no" }

export const FIELDS: Readonly<Record<string, Field>> = {
  answer: paragraph(1000),
  checks: { kind: "checks", names: ["political", "legal", "public_good", "feasible"] },
  decision: paragraph(1000),
  favourable: yesNo,
  favours: yesNo,
  filing_number: { kind: "line", max: 40 },
  finding: paragraph(1000),
  ground: paragraph(1000),
  kind: { kind: "choice", values: ["adults", "households", "representatives", "reps_meeting"] },
  objection: paragraph(500),
  opinion: paragraph(1000),
  owners_common: yesNo,
  plan: paragraph(1000),
  reason: paragraph(500),
  route: { kind: "choice", values: ["small", "large", "private", "government", "merge", "reject"] },
  text: paragraph(500),
  until: { kind: "line", max: 200 },
  upheld: yesNo,
}

/** What a field holds before anybody has touched it. */
export function untouched(field: Field): Given {
  if (field.kind === "checks") return Object.fromEntries(field.names.map((name) => [name, false]))
  return field.kind === "paragraph" || field.kind === "line" ? "" : null
}

export function isMissing(given: Given | undefined): boolean {
  return given === undefined || given === null || (typeof given === "string" && given.trim() === "")
}
