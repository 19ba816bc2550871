/** The sign-in tablet's calls. Its pass stays in this tab; who stands before it is kept by the page alone, and forgotten. */
import { newKey } from "@/api/key"
import { bodyOf, request, send } from "@/api/network"
import { refusalOf, Unanswered } from "@/api/refusal"

export interface Holder {
  name: string
  token: string
}

export interface AtKiosk {
  title: string
  stage: string
  presence: string | null
  waiting: boolean
  speaking: boolean
  removed: string
  stances: string[]
}

/** What can be asked of it, and where. */
const AT = {
  identify: (room: string) => `/api/v1/kiosk/${room}/identify`,
  me: (room: string) => `/api/v1/kiosk/${room}/me`,
  sign_in: (room: string) => `/api/v1/kiosk/${room}/sign_in`,
  sign_out: (room: string) => `/api/v1/kiosk/${room}/sign_out`,
  raise: (room: string) => `/api/v1/kiosk/${room}/raise`,
  lower: (room: string) => `/api/v1/kiosk/${room}/lower`,
}
export type Asked = keyof typeof AT

const passOf = (room: string): string => `kiosk ${room}`

export function keepPass(room: string, pass: string): void {
  sessionStorage.setItem(passOf(room), pass)
}

/** Ask the tablet's side of the server; throws Refused, or Unanswered where no answer came. */
export async function ask<T>(room: string, what: Asked, token: string, body: object = {}): Promise<T> {
  const response = await send(
    request(AT[what](encodeURIComponent(room)), {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": newKey(),
        "X-Kiosk": sessionStorage.getItem(passOf(room)) ?? "",
        "X-Kiosk-Person": token,
      },
    }),
  )
  const got = await bodyOf(response)
  if (!response.ok) throw refusalOf(response.status, got)
  if (got === null) throw new Unanswered("an answer without a body")
  return got as T
}
