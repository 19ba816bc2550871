import type { Local, Problem } from "@/api/refusal"
import type { RoomEvent } from "./fold"
import type { State } from "./patch"

/** What the server says. Every frame is one of these. */
export type Frame =
  | { hello: { epoch: string; pos: number; hb: number } }
  | RoomEvent
  | { g: State }
  | { hb: number }
  | { resync: true }
  | { re: string; ok: unknown }
  | { re: string; error: Problem }
  | { mine: State }
  | { bye: { code: string; spread?: number } }

/** Why the server hangs up for good, and which of our sentences says so; after any other reason we come back. */
export const FINAL: Readonly<Record<string, Local["code"]>> = {
  signed_out: "signed_out",
  not_permitted: "role_changed",
  room_closed: "room_closed",
  ticket_refused: "ticket_refused",
}

/** The code the server closes a socket with where there is no such room. */
export const NO_SUCH_ROOM = 4404

export function parse(text: unknown): Frame | null {
  if (typeof text !== "string") return null
  try {
    const frame = JSON.parse(text) as unknown
    return typeof frame === "object" && frame !== null ? (frame as Frame) : null
  } catch {
    return null
  }
}
