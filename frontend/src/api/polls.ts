/** Polls, whose answers the schema leaves open; what is written here is what `voting` answers. */
import { answer, api } from "./read"
import type { Allows, Motion, Page } from "./shapes"

export type Secrecy = "named" | "hidden" | "sealed"

/** Counts in heads; `area_cm2` beside them for an owners' rule. */
export interface Counts {
  entitled: number
  present: number
  yes: number
  no: number
  abstain: number
  invalid: number
}

/** A poll as everybody may see it. The result is there once it is closed, and not before. */
export interface PollShown {
  id: string
  motion: string
  title: string
  stage: "prepared" | "open" | "closed" | "void"
  rule: string
  rule_title: { zh?: string; en?: string }
  article: string
  ballot: string
  secrecy: Secrecy
  means: "ballots" | "hands_counted" | "hands_named" | "official"
  options: { id: string; text: string }[]
  entitled: number
  opened_at: string | null
  closes_at: string | null
  verdict?: string
  sentence?: string
  sentence_en?: string
  counts?: Counts
}

/** One of my rights in a poll; `receipt` once it is used. */
export interface Right {
  right: string
  label: string
  paper: boolean
  conflict: string
  receipt: string | null
}

export interface Poll extends PollShown, Allows {
  motion_text: Pick<Motion, "who" | "when" | "what" | "page">
  secrecy_sentence: string
  secrecy_sentence_en: string
  turnout: number
  mine: Right[]
}

/** That a ballot is in. Never what was chosen. */
export interface Receipt {
  text: string
}

export async function readPoll(id: string): Promise<Poll> {
  return (await answer(api.GET("/api/v1/polls/{poll_id}", { params: { path: { poll_id: id } } }))) as unknown as Poll
}

export async function readPolls(stage: string, cursor?: string): Promise<Page<PollShown>> {
  return (await answer(api.GET("/api/v1/polls", { params: { query: { stage, cursor } } }))) as unknown as Page<PollShown>
}
