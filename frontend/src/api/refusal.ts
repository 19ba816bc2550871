import type { components } from "./schema"

/** The API's one error envelope: what happened, in Chinese and English, and what to do next. */
export type Problem = components["schemas"]["Problem"]

/** What went wrong on this side of the network; its sentences are in the locale files under `trouble.<code>`. */
export interface Local {
  code:
    | "unanswered"
    | "server_trouble"
    | "not_ours"
    | "too_often"
    | "code_gone"
    | "bad_phone"
    | "bad_code"
    | "bad_factor"
    | "sign_in_failed"
    | "signed_out"
    | "still_signed_in"
    | "role_changed"
    | "room_closed"
    | "ticket_refused"
    | "broken"
}

export type Trouble = Problem | Local

export function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "message" in body
}

/** An answer came, and it was no. Nothing was changed. */
export class Refused extends Error {
  constructor(
    readonly trouble: Trouble,
    readonly status: number,
  ) {
    super(trouble.code)
  }
}

/** No answer came, or one that cannot be read: what was asked may or may not have been done. */
export class Unanswered extends Error {
  /** The status of the answer that could not be read, where one came. */
  status: number | null = null
}

/** The figures and names a refusal carries for the screen. */
export function factsOf(trouble: Trouble): Record<string, unknown> {
  return isProblem(trouble) ? (trouble.facts ?? {}) : {}
}

/** The field of a form a refusal is about, where it names one. */
export function fieldOf(trouble: Trouble | null): string | null {
  const field = trouble === null ? undefined : factsOf(trouble).field
  return typeof field === "string" ? field : null
}

/**
 * Read a refusal out of an answer's body. Without our envelope it came from something in between (a proxy, a
 * captive portal): 5xx then means the outcome is unknown, anything else that nothing was done.
 */
export function refusalOf(status: number, body: unknown): Refused | Unanswered {
  if (isProblem(body)) return new Refused(body, status)
  if (status >= 500) return Object.assign(new Unanswered(`answered ${status} without an envelope`), { status })
  return new Refused({ code: "not_ours" }, status)
}

/** What to tell a person about anything that was thrown. */
export function troubleOf(cause: unknown): Trouble {
  if (cause instanceof Refused) return cause.trouble
  if (cause instanceof Unanswered) return { code: cause.status === null ? "unanswered" : "server_trouble" }
  console.error(cause)
  return { code: "broken" }
}
