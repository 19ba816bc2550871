import { keyFor } from "./key"
import { type Outcome, verb } from "./verb"

/**
 * Cast a ballot. `name` is `ballot.cast` with the right that is used: each right is an intention of its own, with its
 * own key. The server takes a ballot's key in the body, so that nothing of a cast is kept where keys are kept.
 */
export function castBallot(name: string, path: string, body: object): Promise<Outcome<unknown>> {
  return verb(name, path, { ...body, key: keyFor(`${name} ${path}`) })
}
