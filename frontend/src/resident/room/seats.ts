import type { RoomShared } from "@/shared/room/shared"

/** One seat at the table. `n`: the place in the queue, from 1. Without a name it is somebody who only listens. */
export interface Seat {
  key: string
  name: string
  state: "chair" | "speaking" | "waiting" | "spoken" | "listening"
  n: number
}

/** As many as a phone's width can name. */
const NAMED_AT_MOST = 9
const SEATS_AT_LEAST = 8

/**
 * Who sits where: the chair first, then whoever speaks, waits or has spoken, then seats for those who listen. Names of
 * listeners are the desk's alone, so their seats have none. Neighbours of one surname look alike here, so whoever waits
 * has a seat of their own, and one who has spoken gets one only where no such name sits yet.
 */
export function seats(room: RoomShared): { seats: Seat[]; others: number } {
  const named: Seat[] = []
  const sit = (key: string, name: string, state: Seat["state"], n = 0): void => {
    if (name && named.length < NAMED_AT_MOST) named.push({ key, name, state, n })
  }
  // The chair's seat is lit like any other while they speak.
  const chairSpeaks = room.speaker !== null && room.speaker.name === room.chair
  sit("chair", room.chair, chairSpeaks ? "speaking" : "chair")
  if (room.speaker && !chairSpeaks) sit(room.speaker.id, room.speaker.name, "speaking")
  room.queue.forEach((one, index) => sit(one.id, one.name, "waiting", index + 1))
  for (const one of [...room.spoken].reverse()) {
    if (!named.some((seat) => seat.name === one.name)) sit(one.id, one.name, "spoken")
  }
  const here = room.present.on_site + room.present.online
  const free = Math.max(0, Math.min(here, SEATS_AT_LEAST) - named.length)
  const listening = Array.from({ length: free }, (_, n): Seat => ({ key: `seat-${n}`, name: "", state: "listening", n: 0 }))
  return { seats: [...named, ...listening], others: Math.max(0, here - named.length) }
}
