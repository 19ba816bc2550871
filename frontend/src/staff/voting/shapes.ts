/** Polls as the desk sees them; what is written here is what `voting` answers. */
import type { Allows } from "@/api/shapes"

export interface ResultRow {
  key: string
  label: string
  label_en: string
  count: number
  area_cm2: number | null
}

/** `left op right`, multiplied crosswise: 15×2 > 28×1 is 30 > 28. Of a secret vote by area the per cents `left` lies `between`. */
export interface Inequality {
  name: string
  left: number | null
  op: string
  right: number
  holds: boolean
  between?: number[] | null
}

export interface Result {
  verdict: "PASSED" | "FAILED" | "INQUORATE" | "ORDERED"
  force: "binding" | "advisory" | "recorded"
  sentence: string
  sentence_en: string
  rows: ResultRow[]
  entitled: number
  present: number
  present_on_site: number
  cast: number
  recused: number
  struck: number
  /** Used by an agent; null where the rule allows no proxies. */
  proxies: number | null
  inequalities: Inequality[]
}

export interface PollRow extends Allows {
  id: string
  number: string
  title: string
  session: string
  matter: string
  motion: string
  stage: "prepared" | "open" | "shut" | "closed" | "unopenable" | "void"
  rule: string
  rule_title: { zh: string; en: string }
  article: string
  article_en: string
  ballot: string
  secrecy: "named" | "hidden" | "sealed"
  means: "ballots" | "hands_counted" | "hands_named" | "official"
  force: "binding" | "advisory" | "recorded"
  choices: { key: string; label: string; label_en: string; cost_fen: number | null }[]
  may_choose: number | null
  entitled: number
  present: number
  present_on_site: number
  opened_at: string | null
  closes_at: string | null
  closed_at: string | null
  result: Result | null
}

/** 密封票箱: its public key, who keeps the other half, and how far it is. */
export interface Box {
  key: string
  length: number
  fingerprint: string
  custodians: string[]
  rehearsed_by: string[][]
  /** How many envelopes wait to be opened, once the box is shut. */
  sealed: number | null
  malformed: number
}

export interface PaperAccount {
  issued: number
  returned: number
  valid: number
  invalid: number
  unreturned: number
}

export interface Batch {
  id: string
  state: "issued" | "entered" | "differs" | "confirmed"
  numbers: number[]
  issued_at: string
  entered_by: string | null
  confirmed_by: string | null
}

export interface PollPage extends PollRow {
  budget_fen: number
  rule_sentence: string
  rule_sentence_en: string
  secrecy_sentence: string
  secrecy_sentence_en: string
  motion_text: { id: string; number: string; title: string; who: string; when: string; what: string; page: Record<string, string> }
  secrecy_warnings: { zh: string; en: string }[]
  box: Box | null
  revote: { id: string; number: string } | null
  revote_of: { id: string; number: string } | null
  turnout: number
  desk: { paper: PaperAccount; batches: Batch[] } | null
}

export interface RollRow {
  id: string
  number: number
  label: string
  used: string | null
  paper: boolean
  present: boolean
  on_site: boolean
  struck: string
  conflict: string
  area_cm2: number
  proxy: Proxy | null
}

/** 书面委托: who may use this right beside its holder. */
export interface Proxy {
  id: string
  agent: string
  at: string
  used: boolean
}

/** How one named ballot stands once the poll is closed. */
export interface BallotRow {
  number: number
  label: string
  channel: string | null
  choice: unknown
  invalid: boolean
  conflict: string
  struck: string
}
