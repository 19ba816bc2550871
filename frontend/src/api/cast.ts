import { keyFor, settle } from "./key"
import { readStub, type Stub } from "./polls"
import { type Outcome, verb } from "./verb"

export interface Cast {
  receipt: Stub
}

/**
 * Cast a ballot; asked again after a lost answer, first find out by its key whether it arrived, and send it once more
 * only where it did not. `name` carries the right that is used: each right is an intention of its own, with its own key.
 */
export function caster(poll: string): (name: string, path: string, body: object) => Promise<Outcome<unknown>> {
  let lost = false
  return async (name, path, body) => {
    if (lost) {
      const intention = `${name} ${path}`
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
    const outcome = await verb<Cast>(name, path, body)
    lost = outcome.kind === "unknown"
    return outcome
  }
}
