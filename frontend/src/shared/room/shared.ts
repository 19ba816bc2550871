/**
 * What the screens read of a room's `shared` state, taken apart carefully: the server may say less to one audience than
 * to another, and a page must draw what it has.
 */
import type { Result } from "@/api/shapes"
import type { State } from "./patch"

/** What a turn is where the room does not say: the pack's default. */
const TURN_S = 120

export interface Waiting {
  id: string
  name: string
  stance: string
}

export interface Speaker extends Waiting {
  /** When the turn ends, ISO 8601; none while the clock stands. */
  until: string | null
  /** How long the whole turn is. */
  seconds: number
}

export interface Remark {
  id: string
  name: string
  text: string
}

export interface RoomShared {
  title: string | null
  motion: { title: string; what: string } | null
  speaker: Speaker | null
  /** In the order they will speak. */
  queue: Waiting[]
  /** Newest first. */
  remarks: Remark[]
  /** A result just announced, as long as it should stand. */
  result: Result | null
  /** Address of the QR code that leads into the room. */
  qr: string | null
}

export interface Quorum {
  present: number
  needed: number
  eligible: number
}

export function roomShared(shared: State): RoomShared {
  const floor = object(shared.floor)
  const motion = object(shared.motion)
  const current = object(floor?.current)
  return {
    title: text(object(shared.session)?.title),
    motion: motion && { title: text(motion.title) ?? "", what: text(motion.what) ?? "" },
    speaker: current && {
      ...waiting(text(current.id) ?? "", current),
      until: text(current.until),
      seconds: number(current.seconds) || TURN_S,
    },
    queue: entries(floor?.queue)
      .sort(([, a], [, b]) => number(a.place) - number(b.place))
      .map(([id, one]) => waiting(id, one)),
    remarks: entries(shared.remarks)
      .sort(([, a], [, b]) => number(b.pos) - number(a.pos))
      .map(([id, one]) => ({ id, name: text(one.name) ?? "", text: text(one.text) ?? "" })),
    result: object(shared.result) as Result | null,
    qr: text(shared.qr_url),
  }
}

export function quorumOf(gauges: State): Quorum | null {
  const quorum = object(gauges.quorum)
  return quorum && { present: number(quorum.present), needed: number(quorum.needed), eligible: number(quorum.eligible) }
}

function waiting(id: string, one: State): Waiting {
  return { id, name: text(one.name) ?? "", stance: text(one.stance) ?? "" }
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

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0
}
