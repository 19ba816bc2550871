import { bodyOf, request, send } from "./network"
import { refusalOf } from "./refusal"

/** How much waits at each station of the desk for the person signed in, by the key of the list. */
export interface Desk {
  counts: Record<string, number>
}

export async function readDesk(): Promise<Desk> {
  const response = await send(request("/api/v1/desk"))
  const body = await bodyOf(response)
  if (!response.ok) throw refusalOf(response.status, body)
  return body as Desk
}
