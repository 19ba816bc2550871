import { answered, unanswered } from "./online"
import { Unanswered } from "./refusal"
import { learn } from "./serverTime"

/** Longer than any verb takes; a phone that waits longer has lost its connection. */
const PATIENCE_MS = 15_000
/** A photo on a weak connection. */
export const UPLOAD_PATIENCE_MS = 90_000

function csrfToken(): string {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="))
  return cookie === undefined ? "" : decodeURIComponent(cookie.slice("csrftoken=".length))
}

/** Send a request of our own origin; answer with the response, or throw Unanswered where none came in time. */
export async function send(request: Request, patience = PATIENCE_MS): Promise<Response> {
  if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken())
  request.headers.set("Accept", "application/json")
  // Chrome had none before 2018: there the wait ends, and the request goes on unheard.
  const stop = typeof AbortController === "undefined" ? null : new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stop?.abort()
      reject(new Error("no answer in time"))
    }, patience)
  })
  try {
    const response = await Promise.race([fetch(request, { signal: stop?.signal, credentials: "same-origin" }), late])
    answered()
    learn(response.headers.get("Date"))
    return response
  } catch (cause) {
    unanswered()
    throw new Unanswered("no answer", { cause })
  } finally {
    clearTimeout(timer)
  }
}

export function request(path: string, init: RequestInit = {}): Request {
  return new Request(new URL(path, location.origin), init)
}

/** The body as JSON, or null where it is none. */
export async function bodyOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown
  } catch {
    return null
  }
}
