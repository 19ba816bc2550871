import type { Local, Problem } from "@/api/refusal"
import type { RoomEvent } from "./fold"
import type { State } from "./patch"

/** What the server says. A message is one of these, or several in a list, in order. */
export type Frame =
  | { hello: { epoch: string; pos: number; hb: number } }
  | RoomEvent
  | { g: State }
  | { hb: number }
  | { resync: true }
  | { re: string; ok: unknown }
  | { re: string; error: Problem }
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

/** The frames of a message; what is none is passed over. */
export function parse(text: unknown): Frame[] {
  if (typeof text !== "string") return []
  try {
    const said = JSON.parse(text) as unknown
    return (Array.isArray(said) ? (said as unknown[]) : [said]).filter((one): one is Frame => typeof one === "object" && one !== null)
  } catch {
    return []
  }
}
