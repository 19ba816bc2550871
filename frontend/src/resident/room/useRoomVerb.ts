import { verbPath } from "@/api/verb"
import { actInRoom } from "@/shared/room/act"
import type { Room } from "@/shared/room/room"
import { type Doing, useVerb } from "@/shared/useVerb"

/** One of the room's high-rate verbs, over its socket or, with the same key, over HTTP. */
export function useRoomVerb(room: Room, name: string, id: string): Doing<unknown> {
  return useVerb(
    () => name,
    () => verbPath(name, id),
    (verb, path, body) => actInRoom(room, verb, path, body),
  )
}
