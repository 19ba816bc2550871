/** Polls as `voting` answers them; its shapes are written here because a room's socket speaks them too. */
import { answer, api } from "./read"
import { Refused } from "./refusal"
import type { Allows, Motion, Page } from "./shapes"

export type Secrecy = "named" | "hidden" | "sealed"
export type Force = "binding" | "advisory" | "recorded"

/** One thing that can be chosen. Its key is what is cast; `cost_fen` where a budget is divided. */
export interface Choice {
  key: string
  label: string
  label_en: string
  cost_fen: number | null
}

/** `area_cm2` beside the heads, for a rule that counts owners' area too. */
export interface ResultRow {
  key: string
  label: string
  label_en: string
  count: number
  area_cm2: number | null
}

export interface Result {
  verdict: "PASSED" | "FAILED" | "INQUORATE" | "ORDERED"
  force: Force
  sentence: string
  sentence_en: string
  rows: ResultRow[]
  /** What an ordering put first. */
  first: string[]
  entitled: number
  present: number
  cast: number
  /** 其中委托: used by an agent; null where the rule allows no proxies. */
  proxies: number | null
}

/** A poll as everybody may see it. The result is there once it is closed, and not before. */
export interface PollShown {
  id: string
  number: string
  motion: string
  title: string
  stage: "prepared" | "open" | "shut" | "closed" | "unopenable" | "void"
  rule: string
  rule_title: { zh?: string; en?: string }
  article: string
  article_en: string
  ballot: string
  secrecy: Secrecy
  means: "ballots" | "hands_counted" | "hands_named" | "official"
  force: Force
  choices: Choice[]
  /** 两轮: what came first in the first round and is asked now. */
  adopts: string[]
  may_choose: number | null
  entitled: number
  present: number
  present_on_site: number
  opened_at: string | null
  closes_at: string | null
  result: Result | null
}

/** 存根: that a ballot is in. Never what was chosen. */
export interface Stub {
  code: string
  /** With the signed head: what the QR code holds. */
  full: string
  poll: string
  seq: number
  leaf: string
  channel: string
  /** Of a sealed poll, the hash of the envelope that arrived. */
  envelope: string | null
}

/** One of my rights in a poll. `usable`: it can be cast now, with this phone. */
export interface Right {
  right: string
  label: string
  usable: boolean
  paper: boolean
  conflict: string
  struck: string
  present: boolean
  channel: "phone" | "kiosk" | "paper" | "assisted" | "hands" | null
  receipt: Stub | null
  /** It is somebody else's, and I am their agent (受托人). */
  behalf: boolean
  /** The written proxy that stands on it. */
  proxy: { id: string; agent: string; at: string; used: boolean } | null
}

/** 密封票箱: what a ballot is sealed to, and who keeps the other half of the key. */
export interface Box {
  key: string
  /** Bytes of a ballot before it is sealed; every one of the poll has as many. */
  length: number
  fingerprint: string
  custodians: string[]
  malformed: number
}

export interface Poll extends PollShown, Allows {
  session: string
  matter: string
  budget_fen: number
  rule_sentence: string
  rule_sentence_en: string
  secrecy_sentence: string
  secrecy_sentence_en: string
  secrecy_warnings: { zh: string; en: string }[]
  box: Box | null
  motion_text: Pick<Motion, "id" | "number" | "title" | "who" | "when" | "what" | "page">
  /** Rights used; while it is open in steps of five and a minute behind. */
  turnout: number
  mine: Right[]
}

export async function readPoll(id: string): Promise<Poll> {
  return (await answer(api.GET("/api/v1/polls/{poll_id}", { params: { path: { poll_id: id } } }))) as unknown as Poll
}

/** A ballot out of a sealed box, by its personal code. */
export interface OpenedBallot {
  code: string
  choice: unknown
}

/** What was no ballot: by its envelope's hash, or by the code that stood in it. */
export interface Malformed {
  envelope: string | null
  code: string | null
  why: "cannot_be_opened" | "not_a_ballot" | "not_a_choice"
}

/** All of them: a voter looks for one code among a community's. */
export async function readOpened(poll: string): Promise<{ ballots: OpenedBallot[]; malformed: Malformed[] }> {
  const ballots: OpenedBallot[] = []
  let malformed: Malformed[] = []
  let cursor: string | undefined
  do {
    const params = { path: { poll_id: poll }, query: { cursor, limit: 100 } }
    const page = (await answer(api.GET("/api/v1/polls/{poll_id}/opened", { params }))) as unknown as Page<OpenedBallot> & {
      malformed: Malformed[]
    }
    ballots.push(...page.items)
    malformed = page.malformed
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return { ballots, malformed }
}

/** Open polls in which I have a right still to use. */
export async function readMyPolls(cursor?: string): Promise<Page<PollShown>> {
  const query = { mine: true, cursor }
  return (await answer(api.GET("/api/v1/polls", { params: { query } }))) as unknown as Page<PollShown>
}

/** What became of a cast whose answer was lost: its stub, or null where it never arrived. */
export async function readStub(poll: string, key: string): Promise<Stub | null> {
  try {
    const params = { path: { poll_id: poll }, query: { key } }
    return (await answer(api.GET("/api/v1/polls/{poll_id}/receipt", { params }))) as unknown as Stub
  } catch (cause) {
    if (cause instanceof Refused && cause.status === 404) return null
    throw cause
  }
}
