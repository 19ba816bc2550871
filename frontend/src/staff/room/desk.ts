/**
 * What the desk reads of a room's `shared` state: all that the other screens see, and besides it held remarks and the
 * minutes. A part the server did not send is empty, never missing.
 */
import type { State } from "@/shared/room/patch"
import type { ConcernShown, Proposal, ProposalCall } from "@/api/shapes"
import { type Appraised, type Opinion, roomShared, type RoomShared, scoringOf, type Speaker, type Times, type Waiting } from "@/shared/room/shared"

export interface Hand {
  id: string
  name: string
  stance: string
}

export interface Present {
  id: string
  name: string
  mode: "on_site" | "online"
  /** Why they were sent out; empty for everybody else. */
  removed: string
}

export interface DeskRemark {
  id: string
  name: string
  text: string
  stance: string
  at: string
  on_paper: boolean
  state: "held" | "shown" | "refused"
  /** What it waits for: the room's arrangement, or the words named in `reason`. */
  held_for: "" | "arranged" | "words"
  reason: string
  /** Why people in the room asked the desk to look at it. */
  reports: string[]
}

export interface Point {
  id: string
  kind: string
  text: string
  confirmed: boolean
  /** Whose word it is; empty where it is the meeting's. */
  by: string
}

/** The room as everybody has it, and what only the desk is shown. */
export interface DeskRoom extends Pick<RoomShared, "session" | "title" | "form" | "stage" | "place" | "phase" | "phases" | "stances" | "kinds"> {
  chair: { id: string; name: string } | null
  item: string | null
  remarks_held: boolean
  turn_seconds: number
  turns_each: number
  agenda: { id: string; title: string; minutes: number; motion: string }[]
  motion: { id: string; title: string; who: string; when: string; what: string; stage: string; rule: string } | null
  speaker: (Speaker & { held: boolean }) | null
  queue: Hand[]
  interrupted: Waiting | null
  times: Times
  on_site: number
  online: number
  people: Present[]
  held: DeskRemark[]
  remarks: DeskRemark[]
  points: Point[]
  /** `approved`: how many stand behind these words; `asked_anew`: how many approved others. */
  minutes: { text: string; frozen: boolean; approved: number; asked_anew: number } | null
  call: ProposalCall | null
  proposals: Proposal[]
  /** How many have scored each proposal. */
  scoring: Record<string, { reviewers: number; residents: number }>
  appraisal: Appraised[]
  opinions: Opinion[]
  /** In groups of likeness. */
  concerns: ConcernShown[][]
  polls: { id: string; title: string; stage: string }[]
  /** Whether the reader sits at the desk. */
  staff: boolean
  /** Whether the reader holds the chair. */
  chairing: boolean
}

/** Who is there, and that the reader sits at the desk, is known from `people`: the server tells it to nobody else. */
export function deskRoom(shared: State, gauges: State, people: Present[] | null, chairing = false): DeskRoom {
  const common = roomShared(shared, gauges)
  const room = object(shared.room)
  const floor = object(shared.floor)
  const current = object(floor.current)
  const motion = object(shared.motion)
  const chair = object(room.chair)
  const minutes = object(shared.minutes)
  const remarks = rows(shared.remarks).map(([id, one]) => remark(id, one)).sort((a, b) => b.at.localeCompare(a.at))
  return {
    session: text(room.session),
    title: text(room.title),
    form: text(room.form),
    stage: text(room.stage),
    place: text(room.place),
    phase: common.phase,
    phases: common.phases,
    stances: common.stances,
    kinds: common.kinds,
    chair: chair.id === undefined ? null : { id: text(chair.id), name: text(chair.name) },
    item: typeof room.item === "string" ? room.item : null,
    remarks_held: room.remarks_held === true,
    turn_seconds: number(room.turn_seconds),
    turns_each: number(room.turns_each),
    agenda: list(shared.agenda).map((one) => {
      const item = object(one)
      return { id: text(item.id), title: text(item.title), minutes: number(item.minutes), motion: text(item.motion) }
    }),
    motion:
      motion.id === undefined
        ? null
        : {
            id: text(motion.id),
            title: text(motion.title),
            who: text(motion.who),
            when: text(motion.when),
            what: text(motion.what),
            stage: text(motion.stage),
            rule: text(motion.rule),
          },
    speaker: common.speaker && { ...common.speaker, held: current.held === true },
    queue: common.queue,
    interrupted: common.interrupted,
    times: common.times,
    on_site: common.present.on_site,
    online: common.present.online,
    people: people ?? [],
    held: remarks.filter(waits).reverse(),
    remarks: remarks.filter((one) => !waits(one)),
    points: common.points,
    minutes:
      minutes.text === undefined
        ? null
        : { text: text(minutes.text), frozen: minutes.frozen === true, approved: number(minutes.approved), asked_anew: number(minutes.asked_anew) },
    call: common.call,
    proposals: common.proposals,
    appraisal: common.appraisal,
    opinions: common.opinions,
    concerns: common.concerns,
    scoring: scoringOf(gauges),
    polls: rows(shared.polls).map(([id, one]) => ({ id, title: text(one.title), stage: text(one.stage) })),
    staff: people !== null,
    chairing,
  }
}

/** Whether the desk has still to look at it. */
function waits(one: DeskRemark): boolean {
  return one.state === "held" || one.reports.length > 0
}

function remark(id: string, one: State): DeskRemark {
  const state = text(one.state)
  return {
    id,
    name: text(one.name),
    text: text(one.text),
    stance: text(one.stance),
    at: text(one.at),
    on_paper: one.on_paper === true,
    state: state === "held" || state === "refused" ? state : "shown",
    held_for: one.held_for === "arranged" || one.held_for === "words" ? one.held_for : "",
    reason: text(one.reason),
    reports: list(one.reports).map(text),
  }
}

function object(value: unknown): State {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as State) : {}
}

function rows(value: unknown): [string, State][] {
  return Object.entries(object(value)).map(([id, one]) => [id, object(one)])
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === "string" ? value : ""
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0
}
