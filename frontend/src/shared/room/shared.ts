/**
 * What the screens read of a room's `shared` state, taken apart carefully: the server may say less to one audience than
 * to another, and a page must draw what it has. The parts are the server's folds.
 */
import type { Counts } from "@/api/polls"
import type { State } from "./patch"

export interface Waiting {
  id: string
  name: string
  stance: string
}

export interface Speaker extends Waiting {
  /** When the turn ends, in milliseconds since 1970; null while the clock is held. */
  until: number | null
  /** Seconds the whole turn is. */
  allotted: number
}

export interface Remark extends Waiting {
  text: string
  at: string
}

export interface RoomShared {
  title: string
  stage: string
  motion: { id: string; title: string; what: string } | null
  speaker: Speaker | null
  /** In the order they will speak. */
  queue: Waiting[]
  /** Newest first. */
  remarks: Remark[]
  present: { on_site: number; online: number }
  /** Polls that are open, and the last one closed. */
  open: { id: string; title: string }[]
  result: { counts: Counts; sentence: string; sentence_en: string } | null
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

export function roomShared(shared: State): RoomShared {
  const room = object(shared.room) ?? {}
  const floor = object(shared.floor) ?? {}
  const motion = object(shared.motion)
  const presence = object(shared.presence) ?? {}
  const waiting = object(floor.entries) ?? {}
  const polls = entries(shared.polls)
  return {
    title: text(room.title),
    stage: text(room.stage),
    motion: motion && { id: text(motion.id), title: text(motion.title), what: text(motion.what) },
    speaker: speaker(object(floor.current)),
    queue: list(floor.order).map((id) => ({ id, ...said(object(waiting[id]) ?? {}) })),
    remarks: entries(shared.remarks)
      .map(([id, one]) => ({ id, ...said(one), text: text(one.text), at: text(one.at) }))
      .sort((a, b) => b.at.localeCompare(a.at)),
    present: { on_site: number(presence.on_site), online: number(presence.online) },
    open: polls.flatMap(([id, one]) => (one.stage === "open" ? [{ id, title: text(one.title) }] : [])),
    result: result(polls.map(([, one]) => one)),
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
  }
}

/** The result of the poll that was closed last, as long as no other is open. */
function result(polls: State[]): RoomShared["result"] {
  if (polls.some((poll) => poll.stage === "open")) return null
  const closed = polls.filter((poll) => poll.stage === "closed" && object(poll.counts) !== null)
  const last = closed.sort((a, b) => text(a.opened_at).localeCompare(text(b.opened_at))).at(-1)
  if (last === undefined) return null
  return { counts: last.counts as Counts, sentence: text(last.sentence), sentence_en: text(last.sentence_en) }
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
