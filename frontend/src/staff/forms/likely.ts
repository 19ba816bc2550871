/** Which of several verbs is the next step: the flow's own order, with the side steps after it. */
import buttons from "@/api/buttons.json"
import { RESIDENT } from "./resident"

/** Open to one at a stage, and seldom what one came for. The server counts nothing as waiting because of them. */
export const ASIDE: ReadonlySet<string> = new Set(buttons.aside)

export function isAside(verb: string): boolean {
  return ASIDE.has(verb)
}

export function likelyFirst(verbs: readonly string[]): string[] {
  return [...verbs.filter((verb) => !ASIDE.has(verb)), ...verbs.filter((verb) => ASIDE.has(verb))]
}

/** What of a thing is work at a desk, the likely verb first. */
export function deskVerbs(allowed: readonly string[]): string[] {
  return likelyFirst(allowed.filter((verb) => !RESIDENT.has(verb)))
}
