/**
 * A room as one screen knows it, and how each frame from the server changes it. Pure: the socket, the clock and the
 * network are `room.ts`'s. Events arrive in order or not at all, so the fold needs only to notice what is missing.
 */
import { applyPatch, Misfit, type Patch, type State } from "./patch"

export interface Snapshot {
  epoch: string
  pos: number
  shared: State
  mine: State
}

/**
 * `d` absent: the position exists, but this audience may see nothing of it. `since`: a catch-up, which takes everybody
 * who stands at `since` or later straight to `p`, with the parts that were touched as they are now. `mine`: what of it
 * concerns this person alone, each part whole under its own key.
 */
export interface RoomEvent {
  p: number
  since?: number
  t?: string
  d?: Patch
  mine?: State
}

export interface Known extends Snapshot {
  /** Presence, quorum, turnout, countdown: whole each time, without a position. */
  gauges: State
  /** Events that came after a hole, by position, waiting for what is before them. */
  held: ReadonlyMap<number, RoomEvent>
  /** The highest position the server has spoken of. */
  head: number
}

/** What the caller must do: ask for the events after our position, or take a new snapshot. */
export type Need = "nothing" | "since" | "snapshot"

export interface Folded {
  known: Known
  need: Need
}

/** Over this many events a snapshot is cheaper than the events, and the server would say `resync` anyway. */
const HELD_AT_MOST = 500

const EMPTY: ReadonlyMap<number, RoomEvent> = new Map()

/** Start from a snapshot. What was held from before it still counts where it is newer. */
export function take(snapshot: Snapshot, before?: Known): Folded {
  const same = before !== undefined && before.epoch === snapshot.epoch
  return drain({
    ...snapshot,
    gauges: before?.gauges ?? {},
    held: same ? before.held : EMPTY,
    head: Math.max(snapshot.pos, same ? before.head : 0),
  })
}

/** The events after our position follow a `hello`, so only another epoch needs anything. */
export function hello(known: Known, epoch: string): Folded {
  return { known, need: epoch === known.epoch ? "nothing" : "snapshot" }
}

export function event(known: Known, got: RoomEvent): Folded {
  if (got.p <= known.pos) return { known, need: "nothing" }
  const head = Math.max(known.head, got.p)
  if (got.since !== undefined && got.since <= known.pos) return jump({ ...known, head }, got)
  if (known.held.size >= HELD_AT_MOST) return { known: { ...known, head }, need: "snapshot" }
  return drain({ ...known, head, held: new Map(known.held).set(got.p, got) })
}

/** The server says where the head is (`hb`): if we are behind it, the last event was lost. */
export function heard(known: Known, head: number): Folded {
  const next = { ...known, head: Math.max(known.head, head) }
  return { known: next, need: next.pos < head ? "since" : "nothing" }
}

export function gauges(known: Known, now: State): Known {
  return { ...known, gauges: now }
}

function jump(known: Known, caught: RoomEvent): Folded {
  try {
    const shared = caught.d === undefined ? known.shared : applyPatch(known.shared, caught.d)
    return drain({ ...known, shared, mine: { ...known.mine, ...caught.mine }, pos: caught.p })
  } catch (cause) {
    return misfit(known, cause)
  }
}

function misfit(known: Known, cause: unknown): Folded {
  if (!(cause instanceof Misfit)) throw cause
  return { known: { ...known, held: EMPTY }, need: "snapshot" }
}

/** Apply what is held as far as it follows on without a hole. */
function drain(known: Known): Folded {
  let { pos, shared, mine } = known
  const held = new Map(known.held)
  for (const old of held.keys()) if (old <= pos) held.delete(old)
  try {
    for (let next = held.get(pos + 1); next !== undefined; next = held.get(pos + 1)) {
      if (next.d !== undefined) shared = applyPatch(shared, next.d)
      if (next.mine !== undefined) mine = { ...mine, ...next.mine }
      pos = next.p
      held.delete(pos)
    }
  } catch (cause) {
    return misfit(known, cause)
  }
  return { known: { ...known, pos, shared, mine, held }, need: held.size > 0 ? "since" : "nothing" }
}
