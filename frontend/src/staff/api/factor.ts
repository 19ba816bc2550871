import { bodyOf, request, send } from "@/api/network"
import { Refused, refusalOf, type Trouble } from "@/api/refusal"

/** Show the second factor: signing is open for five minutes. Nothing is kept of the code. */
export async function showFactor(code: string): Promise<{ kind: "done" } | { kind: "refused"; trouble: Trouble } | { kind: "unknown" }> {
  try {
    const response = await send(
      request("/api/v1/me/factor", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code }) }),
    )
    if (response.ok) return { kind: "done" }
    const refusal = refusalOf(response.status, await bodyOf(response))
    return refusal instanceof Refused ? { kind: "refused", trouble: refusal.trouble } : { kind: "unknown" }
  } catch {
    return { kind: "unknown" }
  }
}
