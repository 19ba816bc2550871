import { keyFor, settle } from "@/api/key"
import { bodyOf, request, send, UPLOAD_PATIENCE_MS } from "@/api/network"
import { Refused, refusalOf } from "@/api/refusal"
import type { Outcome } from "@/api/verb"

/** Do a verb whose body carries a file: as a form, with the key that belongs to this verb at this address. */
export async function sendForm(name: string, path: string, body: object): Promise<Outcome<unknown>> {
  const intention = `${name} ${path}`
  const form = new FormData()
  for (const [field, value] of Object.entries(body) as [string, unknown][]) {
    if (value instanceof File) form.append(field, value, value.name)
    else if (value !== undefined && value !== null) form.append(field, String(value))
  }
  let response: Response
  try {
    const asked = request(path, { method: "POST", body: form, headers: { "Idempotency-Key": keyFor(intention) } })
    response = await send(asked, UPLOAD_PATIENCE_MS)
  } catch {
    return { kind: "unknown" }
  }
  const got = await bodyOf(response)
  if (response.ok) {
    if (got === null) return { kind: "unknown" }
    settle(intention)
    return { kind: "done", answer: got }
  }
  const refusal = refusalOf(response.status, got)
  if (!(refusal instanceof Refused)) return { kind: "unknown" }
  settle(intention)
  return { kind: "refused", trouble: refusal.trouble }
}
