/**
 * Signing in by a code sent to the phone: django-allauth's headless API for browsers. Its answers are its own, not our
 * envelope: 200 signed in, 401 with the step that is still pending, 400 with errors by field, 409 when a step has run out.
 */
import { bodyOf, request, send } from "./network"
import { type Local, Refused } from "./refusal"

const BASE = "/_allauth/browser/v1/auth"

/** Where the sign-in stands: a code was sent to the phone, a second factor is asked for, or it is done. */
export type Step = "phone" | "code" | "second_factor" | "done"

interface Answer {
  data?: { flows?: { id: string; is_pending?: boolean }[] }
  meta?: { is_authenticated?: boolean }
  errors?: { code: string; message: string; param?: string }[]
}

const PENDING: Record<string, Step> = { login_by_code: "code", mfa_authenticate: "second_factor" }

/** Where we stand. Also brings the CSRF cookie, so call it before the first step. */
export async function signInStep(): Promise<Step> {
  return await step(request(`${BASE}/session`))
}

export async function askForCode(phone: string): Promise<Step> {
  return await step(post("/code/request", { phone }))
}

export async function confirmCode(code: string): Promise<Step> {
  return await step(post("/code/confirm", { code }))
}

export async function confirmSecondFactor(code: string): Promise<Step> {
  return await step(post("/2fa/authenticate", { code }), "bad_factor")
}

/** Throws where it is not certain that nobody is signed in here any more. */
export async function signOut(): Promise<void> {
  const response = await send(request(`${BASE}/session`, { method: "DELETE" }))
  // allauth answers 401 to a sign-out that worked: there is no session any more.
  if (response.status !== 401) throw new Refused({ code: "still_signed_in" }, response.status)
}

function post(path: string, body: object): Request {
  return request(BASE + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  })
}

async function step(asked: Request, wrong: "bad_code" | "bad_factor" = "bad_code"): Promise<Step> {
  const response = await send(asked)
  const body = ((await bodyOf(response)) ?? {}) as Answer
  if (body.meta?.is_authenticated === true) return "done"
  if (response.status === 401) {
    const pending = body.data?.flows?.find((flow) => flow.is_pending === true)
    return PENDING[pending?.id ?? ""] ?? "phone"
  }
  throw new Refused(troubleOf(response.status, body, wrong), response.status)
}

/** Which of our sentences says what allauth refused with. */
function troubleOf(status: number, body: Answer, wrong: "bad_code" | "bad_factor"): Local {
  if (status === 429) return { code: "too_often" }
  if (status === 409) return { code: "code_gone" }
  const param = body.errors?.[0]?.param
  if (param === "phone") return { code: "bad_phone" }
  if (param === "code") return { code: wrong }
  return { code: "sign_in_failed" }
}
