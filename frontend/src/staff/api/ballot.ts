import type { Outcome } from "@/api/verb"
import { verb } from "@/api/verb"
import type { Box } from "@/sealed/ballot"

interface Given extends Record<string, unknown> {
  choice: unknown
  box: Box | null
}

/** Cast for somebody who is helped: into a sealed box only what this browser has sealed first. */
export async function sendBallot(name: string, path: string, body: object): Promise<Outcome<unknown>> {
  const { choice, box, ...rest } = body as Given
  if (box === null) return verb(name, path, { ...rest, choice })
  const { sealBallot } = await import("@/sealed/ballot")
  return verb(name, path, { ...rest, envelope: sealBallot(choice, box).envelope })
}
