/** The room's HTTP side: its snapshot and its ticket. The screen of a hall needs no sign-in and has its own of both. */
import type { Snapshot } from "@/shared/room/fold"
import { answer, api } from "./read"

export type Audience = "people" | "screen"

export async function readRoom(id: string, audience: Audience): Promise<Snapshot> {
  const at = { params: { path: { room_id: id } } }
  const call = audience === "screen" ? api.GET("/api/v1/rooms/{room_id}/screen", at) : api.GET("/api/v1/rooms/{room_id}", at)
  // The schema leaves a room's state open: it is made of folds, and `shared.ts` takes it apart.
  return (await answer(call as Parameters<typeof answer>[0])) as unknown as Snapshot
}

/** A ticket for the room's socket, good for 60 s. */
export async function takeTicket(id: string, audience: Audience): Promise<string> {
  const at = { params: { path: { room_id: id } } }
  const call =
    audience === "screen"
      ? api.POST("/api/v1/rooms/{room_id}/screen_ticket", at)
      : api.POST("/api/v1/rooms/{room_id}/ticket", at)
  return (await answer(call)).ticket
}
