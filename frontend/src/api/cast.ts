import type { Room } from "@/shared/room/room"
import { keyFor, settle } from "./key"
import { readStub, type Stub } from "./polls"
import { type Outcome, verb } from "./verb"

export interface Cast {
  receipt: Stub
}

/**
 * Cast a ballot, over the room's socket where there is one; asked again after a lost answer, first find out by its key whether it arrived, and send it once more
 * only where it did not. `name` carries the right that is used: each right is an intention of its own, with its own key.
 */
export function caster(poll: string, room?: Room): (name: string, path: string, body: object) => Promise<Outcome<unknown>> {
  let lost = false
  return async (name, path, body) => {
    const intention = `${name} ${path}`
    if (lost) {
      try {
        const receipt = await readStub(poll, keyFor(intention))
        if (receipt !== null) {
          settle(intention)
          lost = false
          return { kind: "done", answer: { receipt } satisfies Cast }
        }
      } catch {
        return { kind: "unknown" }
      }
    }
    const reply = (await room?.do(keyFor(intention), "ballot.cast", { ...body, poll })) ?? { kind: "unknown" as const }
    if (reply.kind !== "unknown") {
      settle(intention)
      return reply
    }
    const outcome = await verb<Cast>(name, path, body)
    lost = outcome.kind === "unknown"
    return outcome
  }
}
