import createClient, { type FetchResponse } from "openapi-fetch"
import { send } from "./network"
import { refusalOf, Unanswered } from "./refusal"
import type { paths } from "./schema"

/** Typed reads of the API. Verbs go through `verb.ts`, because they carry a key. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: (request) => send(request) })

/** What was asked for; throws Refused or Unanswered. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- openapi-fetch's own constraint
export async function answer<T extends Record<string | number, any>, O>(
  call: Promise<FetchResponse<T, O, "application/json">>,
): Promise<NonNullable<FetchResponse<T, O, "application/json">["data"]>> {
  let got
  try {
    got = await call
  } catch (cause) {
    throw cause instanceof Unanswered ? cause : new Unanswered("unreadable answer", { cause })
  }
  if (!got.response.ok) throw refusalOf(got.response.status, got.error)
  if (got.data === undefined || got.data === null) throw new Unanswered("an answer without a body")
  return got.data
}
