/**
 * A ballot as it is being filled in, for every kind of ballot: what pressing a row does, whether it can be cast, how it
 * is said in words, and the form in which it is sent. Pure; the server checks all of it again.
 */
import type { Choice } from "@/api/polls"

export interface Paper {
  ballot: string
  choices: readonly Choice[]
  /** Marks at most, where there is a limit. */
  most: number | null
  /** In fen (分), where a budget is divided. */
  budget: number
}

/** `marks` in the order they were made: on a ranking the first is the best. Abstaining is a mark that stands alone. */
export interface Filled {
  marks: readonly string[]
  scores: Readonly<Record<string, number>>
}

/** Why one more row cannot be marked. */
export type Full = "most" | "budget"

/** One row of the choice as it is read out before it is cast. */
export interface Said {
  choice: Choice
  /** 1 is the best. */
  place: number | null
  score: number | null
}

export const BLANK: Filled = { marks: [], scores: {} }
export const ABSTAIN = "abstain"
export const SCORES = [1, 2, 3, 4, 5] as const

/** How a kind of ballot is filled in: one row, several, in an order, or each with a score. */
const WAYS: Readonly<Record<string, "one" | "some" | "rank" | "score">> = {
  yes_no: "one",
  consensus: "one",
  single_choice: "one",
  approval: "some",
  choose_up_to_k: "some",
  budget: "some",
  rank: "rank",
  score: "score",
}

/** null: there is no ballot for this kind. */
export function wayOf(ballot: string): "one" | "some" | "rank" | "score" | null {
  return WAYS[ballot] ?? null
}

/** Mark a row, or take its mark back. What does not fit changes nothing. */
export function press(paper: Paper, filled: Filled, key: string): Filled {
  if (wayOf(paper.ballot) === "one") return { marks: [key], scores: {} }
  if (filled.marks.includes(key)) return { ...filled, marks: filled.marks.filter((mark) => mark !== key) }
  if (key === ABSTAIN) return { marks: [ABSTAIN], scores: {} }
  if (fullFor(paper, filled, key) !== null) return filled
  return { ...filled, marks: [...without(filled, ABSTAIN), key] }
}

/** Give a score; the same score again takes it back. */
export function rate(filled: Filled, key: string, score: number): Filled {
  const { [key]: before, ...others } = filled.scores
  return { marks: without(filled, ABSTAIN), scores: before === score ? others : { ...others, [key]: score } }
}

/** Move a ranked row up (-1) or down (1). */
export function move(filled: Filled, key: string, by: -1 | 1): Filled {
  const marks = [...filled.marks]
  const from = marks.indexOf(key)
  const to = from + by
  if (from < 0 || to < 0 || to >= marks.length) return filled
  marks.splice(from, 1)
  marks.splice(to, 0, key)
  return { ...filled, marks }
}

/** Why this row cannot be marked beside what is marked already; null where it can. */
export function fullFor(paper: Paper, filled: Filled, key: string): Full | null {
  if (key === ABSTAIN || filled.marks.includes(key)) return null
  if (paper.most !== null && without(filled, ABSTAIN).length >= paper.most) return "most"
  return paper.ballot === "budget" && spent(paper, filled) + cost(paper, key) > paper.budget ? "budget" : null
}

/** What the marked projects cost together, in fen. */
export function spent(paper: Paper, filled: Filled): number {
  return filled.marks.reduce((sum, key) => sum + cost(paper, key), 0)
}

export function begun(filled: Filled): boolean {
  return filled.marks.length > 0 || Object.keys(filled.scores).length > 0
}

/** What is sent: "yes", "abstain", ["A", "C"] or {"A": 5}; null while nothing is chosen. */
export function choiceOf(paper: Paper, filled: Filled): string | string[] | Record<string, number> | null {
  const way = wayOf(paper.ballot)
  if (!begun(filled) || way === null) return null
  const [first = null] = filled.marks
  if (way === "one" || first === ABSTAIN) return first
  if (way === "score") return { ...filled.scores }
  return said(paper, filled).map(({ choice }) => choice.key)
}

/** The choice in words: a ranking from the best down, everything else in the order of the ballot. */
export function said(paper: Paper, filled: Filled): Said[] {
  const ranked = wayOf(paper.ballot) === "rank" && !filled.marks.includes(ABSTAIN)
  const row = (choice: Choice): Said => {
    const at = filled.marks.indexOf(choice.key)
    return { choice, place: ranked && at >= 0 ? at + 1 : null, score: filled.scores[choice.key] ?? null }
  }
  const rows = paper.choices.filter(({ key }) => filled.marks.includes(key) || key in filled.scores).map(row)
  return ranked ? rows.sort((a, b) => (a.place ?? 0) - (b.place ?? 0)) : rows
}

/** Exact, as it is written by hand: 780000 fen is 7,800, 50 fen is 0.5. */
export function yuan(fen: number): string {
  const rest = fen % 100
  const whole = String(Math.trunc(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ",")
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(2, "0").replace(/0$/, "")}`
}

function cost(paper: Paper, key: string): number {
  return paper.choices.find((choice) => choice.key === key)?.cost_fen ?? 0
}

function without(filled: Filled, key: string): string[] {
  return filled.marks.filter((mark) => mark !== key)
}
