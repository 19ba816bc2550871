import { keyFor, settle } from "./key"
import { bodyOf, request, send } from "./network"
import { Refused, refusalOf, type Trouble } from "./refusal"

/** What came of a verb. `unknown`: no answer; it may have been done, and asking again with the same key tells. */
export type Outcome<T> = { kind: "done"; answer: T } | { kind: "refused"; trouble: Trouble } | { kind: "unknown" }

/** Which collection a verb's address begins with; the others are their name with an s. */
const COLLECTIONS: Record<string, string> = {
  ballot: "polls",
  duty: "resolutions",
  evaluation: "matters",
  floor: "rooms",
  presence: "rooms",
  residency: "residencies",
  roll: "polls",
  topic: "matters",
}

/** Verbs done to something else than what they are named after. */
const ELSEWHERE: Record<string, [collection: string, act: string]> = {
  "appraisal.score": ["rooms", "appraise"],
  "chair.hand_over": ["rooms", "hand_over"],
  "chair.take_back": ["rooms", "take_back"],
  "concern.tell": ["rooms", "tell"],
  "conflict.declare": ["polls", "declare_conflict"],
  "hands.count": ["polls", "count_hands"],
  "item.take_up": ["rooms", "item"],
  "kiosk.open": ["rooms", "open_kiosk"],
  "minutes.add_photo": ["sessions", "add_photo"],
  "minutes.drop_photo": ["sessions", "drop_photo"],
  "minutes.approve": ["sessions", "approve_minutes"],
  "minutes.edit": ["sessions", "edit_minutes"],
  "minutes.freeze": ["sessions", "freeze_minutes"],
  "opinion.write": ["rooms", "opinion"],
  "paper.confirm": ["polls", "confirm_paper"],
  "paper.enter": ["polls", "enter_paper"],
  "paper.issue": ["polls", "issue_paper"],
  "person.readmit": ["rooms", "readmit"],
  "person.remove": ["rooms", "remove"],
  "person.warn": ["rooms", "warn"],
  "phase.enter": ["rooms", "phase"],
  "proposal.call": ["sessions", "call"],
  "point.record": ["rooms", "point"],
  "proxy.record": ["polls", "record_proxy"],
  "proxy.revoke": ["polls", "revoke_proxy"],
  "remark.send": ["rooms", "remark"],
  "ranking.draw": ["sessions", "draw_ranking"],
  "round.begin": ["rooms", "round"],
  "score.give": ["rooms", "score"],
  "study.record": ["matters", "record_study"],
}

/** `matter.endorse` on an id is `POST /api/v1/matters/<id>/endorse`. */
export function verbPath(verb: string, id: string): string {
  const [thing = "", name = ""] = verb.split(".")
  const [collection, act] = ELSEWHERE[verb] ?? [COLLECTIONS[thing] ?? `${thing}s`, name]
  return `/api/v1/${collection}/${encodeURIComponent(id)}/${act}`
}

/**
 * Do a verb. The key belongs to this verb at this address until an answer comes: calling again after `unknown` asks
 * what became of the first call rather than doing it twice.
 */
export async function verb<T = unknown>(name: string, path: string, body: object = {}): Promise<Outcome<T>> {
  const intention = `${name} ${path}`
  const key = keyFor(intention)
  let response: Response
  try {
    response = await send(
      request(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": key },
        body: JSON.stringify(body),
      }),
    )
  } catch {
    return { kind: "unknown" }
  }
  const got = await bodyOf(response)
  if (response.ok && got !== null) {
    settle(intention)
    return { kind: "done", answer: got as T }
  }
  if (response.ok) return { kind: "unknown" }
  // The server itself does not know (its database is away): the same key tells, once it is back.
  if (response.status === 503) return { kind: "unknown" }
  const refusal = refusalOf(response.status, got)
  if (!(refusal instanceof Refused)) return { kind: "unknown" }
  settle(intention)
  return { kind: "refused", trouble: refusal.trouble }
}
