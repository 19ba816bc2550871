import { keyFor, settle } from "@/api/key"
import { type Outcome, verb } from "@/api/verb"
import type { Room } from "./room"

/**
 * Do one of the room's high-rate verbs: over the socket while it is live, and over HTTP with the same key where the
 * socket gave no answer. The server sees one intention, whichever way it came.
 */
export async function actInRoom(room: Room, name: string, path: string, body: object): Promise<Outcome<unknown>> {
  const intention = `${name} ${path}`
  const reply = await room.do(keyFor(intention), name, { ...body })
  if (reply.kind === "unknown") return await verb(name, path, body)
  settle(intention)
  return reply
}
