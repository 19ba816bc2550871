/**
 * What the screens read of a room's `shared` state, taken apart carefully: the server may say less to one audience than
 * to another, and a page must draw what it has. The parts are the server's folds.
 */
import type { PollShown } from "@/api/polls"
import type { ConcernShown, Motion, Proposal, ProposalCall } from "@/api/shapes"
import type { State } from "./patch"

export interface Waiting {
  id: string
  name: string
  /** A form's own stance or an interjection; its word is `stance.<code>`. */
  stance: string
}

export interface Speaker extends Waiting {
  /** When the turn ends, in milliseconds since 1970; null while the clock is held. */
  until: number | null
  /** Seconds the whole turn is. */
  allotted: number
  /** Id of the proposal that is presented; empty where none is. */
  proposal: string
}

export interface Remark extends Waiting {
  text: string
  at: string
  /** Typed in from a slip of paper. */
  on_paper: boolean
}

/** Seconds spoken on the present question, the longest first. */
export interface Times {
  persons: { name: string; seconds: number }[]
  stances: [stance: string, seconds: number][]
}

export interface Phase {
  code: string
  zh: string
  en: string
  /** What else may be done in it: "round", "concern", "propose", "merge", "score", "settle", "vote". */
  does: string[]
}

/** What somebody wrote who could not come, and the answer it was given. */
export interface Opinion {
  id: string
  name: string
  text: string
  answer: string
  window: "before" | "after"
  /** The number of the letter it came with; empty where it came without one. */
  letter: string
  at: string
}

/** What was promised beside how far it is done, in an appraisal session. */
export interface Appraised {
  id: string
  what: string
  who: string
  deadline: string
  money: string
  standard: string
  /** The proposal it carries out, and its words; empty where it carries out none. */
  proposal: string
  promised: string
  /** The stage of its order; empty where none was issued. */
  done: string
  scored: number
  /** Hundredths of a point, once the session is over. */
  average: number | null
}

export interface RoomShared {
  session: string
  title: string
  form: string
  stage: string
  place: string
  phase: Phase | null
  phases: Phase[]
  /** What one may ask to speak for in this phase. */
  stances: string[]
  /** The kinds of points this form records. */
  kinds: string[]
  chair: string
  /** The agenda item that is taken up. */
  item: string
  agenda: { id: string; title: string; minutes: number }[]
  motion: Pick<Motion, "id" | "title" | "who" | "when" | "what" | "page"> | null
  speaker: Speaker | null
  /** Whose turn an interjection broke into: they go on after it. */
  interrupted: Waiting | null
  /** In the order they will speak. */
  queue: Waiting[]
  times: Times
  /** Who has spoken on the present question, in the order they asked. */
  spoken: Waiting[]
  /** Newest first. */
  remarks: Remark[]
  points: { id: string; kind: string; text: string; confirmed: boolean; by: string }[]
  present: { on_site: number; online: number }
  /** What proposals were called for, in a proposal review. */
  call: ProposalCall | null
  /** By number; once ranked, the best first. */
  proposals: Proposal[]
  appraisal: Appraised[]
  /** In the order in which they came. */
  opinions: Opinion[]
  /** What was told, in groups of likeness, the largest first. */
  concerns: ConcernShown[][]
  /** By number. */
  polls: PollShown[]
  /** The poll that was closed last, as long as no other is open. */
  decided: PollShown | null
}

export interface Quorum {
  present: number
  needed: number
  eligible: number
}

/** The quorum as it stands, from the room's gauges; null where none was sent. */
export function quorumOf(gauges: State): Quorum | null {
  const quorum = object(gauges.quorum)
  return quorum && { present: number(quorum.present), needed: number(quorum.needed), eligible: number(quorum.eligible) }
}

/** How many have voted in a poll that is open, from the room's gauges; null where it was not sent. */
export function turnoutOf(gauges: State, poll: string): number | null {
  const turnout = object(object(gauges.turnout)?.[poll])
  return turnout && number(turnout.cast)
}

/** How many have scored each proposal, from the room's gauges; never what they gave. */
export function scoringOf(gauges: State): Record<string, { reviewers: number; residents: number }> {
  return Object.fromEntries(
    entries(gauges.scoring).map(([id, one]) => [id, { reviewers: number(one.reviewers), residents: number(one.residents) }]),
  )
}

/** How many are here comes as a gauge: without `gauges` nobody is. */
export function roomShared(shared: State, gauges: State = {}): RoomShared {
  const room = object(shared.room) ?? {}
  const floor = object(shared.floor) ?? {}
  const motion = object(shared.motion)
  const presence = object(gauges.presence) ?? {}
  const asked = object(floor.entries) ?? {}
  const polls = entries(shared.polls).map(([, poll]) => poll as unknown as PollShown)
  polls.sort((a, b) => text(a.number).localeCompare(text(b.number), undefined, { numeric: true }))
  return {
    session: text(room.session),
    title: text(room.title),
    form: text(room.form),
    stage: text(room.stage),
    place: text(room.place),
    phase: phase(room.phase),
    phases: (Array.isArray(room.phases) ? room.phases : []).flatMap((one) => phase(one) ?? []),
    stances: list(room.stances),
    kinds: list(room.points),
    chair: text(object(room.chair)?.name),
    item: text(room.item),
    agenda: (Array.isArray(shared.agenda) ? shared.agenda : []).map((one) => {
      const item = object(one) ?? {}
      return { id: text(item.id), title: text(item.title), minutes: number(item.minutes) }
    }),
    motion: motion && {
      id: text(motion.id),
      title: text(motion.title),
      who: text(motion.who),
      when: text(motion.when),
      what: text(motion.what),
      page: object(motion.page) as Motion["page"],
    },
    speaker: speaker(object(floor.current)),
    interrupted: interrupted(text(floor.interrupted), asked),
    queue: list(floor.order).map((id) => ({ id, ...said(object(asked[id]) ?? {}) })),
    times: times(object(floor.times) ?? {}),
    spoken: entries(asked).flatMap(([id, one]) => (one.state === "done" ? [{ id, ...said(one) }] : [])),
    remarks: entries(shared.remarks)
      .map(([id, one]) => ({ id, ...said(one), text: text(one.text), at: text(one.at), on_paper: one.on_paper === true }))
      .sort((a, b) => b.at.localeCompare(a.at)),
    points: entries(shared.points).map(([id, one]) => ({
      id,
      kind: text(one.kind),
      text: text(one.text),
      confirmed: one.confirmed === true,
      by: text(one.by),
    })),
    call: object(shared.call) as ProposalCall | null,
    proposals: entries(shared.proposals)
      .map(([, one]) => one as unknown as Proposal)
      .sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.number - b.number),
    appraisal: entries(shared.appraisal).map(([id, one]) => ({
      id,
      what: text(one.what),
      who: text(one.who),
      deadline: text(one.deadline),
      money: text(one.money),
      standard: text(one.standard),
      proposal: text(one.proposal),
      promised: text(one.promised),
      done: text(one.done),
      scored: number(one.scored),
      average: typeof one.average === "number" ? one.average : null,
    })),
    opinions: entries(shared.opinions)
      .map(([id, one]) => ({
        id,
        name: text(one.name),
        text: text(one.text),
        answer: text(one.answer),
        window: one.window === "after" ? ("after" as const) : ("before" as const),
        letter: text(one.letter),
        at: text(one.at),
      }))
      .sort((a, b) => a.at.localeCompare(b.at)),
    concerns: concerns(object(shared.concerns) ?? {}),
    present: { on_site: number(presence.on_site), online: number(presence.online) },
    polls,
    decided: decided(polls),
  }
}

function speaker(current: State | null): Speaker | null {
  if (current === null) return null
  const started = Date.parse(text(current.started_at))
  const left = (number(current.allotted) - number(current.spoken)) * 1000
  return {
    id: text(current.entry),
    ...said(current),
    until: current.held === true || Number.isNaN(started) ? null : started + left,
    allotted: number(current.allotted),
    proposal: text(current.proposal),
  }
}

function phase(value: unknown): Phase | null {
  const one = object(value)
  return one && { code: text(one.code), zh: text(one.zh), en: text(one.en), does: list(one.does) }
}

function interrupted(id: string, asked: State): Waiting | null {
  const entry = object(asked[id])
  return entry === null ? null : { id, ...said(entry) }
}

function times(spoken: State): Times {
  return {
    persons: (Array.isArray(spoken.persons) ? spoken.persons : []).map((one) => {
      const each = object(one) ?? {}
      return { name: text(each.name), seconds: number(each.seconds) }
    }),
    stances: Object.entries(object(spoken.stances) ?? {}).map(([stance, seconds]) => [stance, number(seconds)]),
  }
}

function concerns(told: State): ConcernShown[][] {
  const items = new Map(entries(told.items).map(([id, one]) => [id, one as unknown as ConcernShown]))
  const groups = (Array.isArray(told.groups) ? told.groups : []).map((ids) => list(ids).flatMap((id) => items.get(id) ?? []))
  return groups.filter((group) => group.length > 0).sort((a, b) => b.length - a.length)
}

function decided(polls: PollShown[]): PollShown | null {
  if (polls.some((poll) => poll.stage === "open")) return null
  const closed = polls.filter((poll) => poll.stage === "closed" && object(poll.result) !== null)
  return closed.sort((a, b) => text(a.opened_at).localeCompare(text(b.opened_at))).at(-1) ?? null
}

function said(one: State): { name: string; stance: string } {
  return { name: text(one.name), stance: text(one.stance) }
}

function object(value: unknown): State | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as State) : null
}

function entries(value: unknown): [string, State][] {
  return Object.entries(object(value) ?? {}).flatMap(([id, one]) => {
    const held = object(one)
    return held === null ? [] : [[id, held] as [string, State]]
  })
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []
}

function text(value: unknown): string {
  return typeof value === "string" ? value : ""
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0
}
