/** Which of several verbs is the next step: the flow's own order, with the side steps after it. */
import { RESIDENT } from "./resident"

/** Open to one at a stage, and seldom what one came for. The server counts nothing as waiting because of them. */
export const ASIDE: ReadonlySet<string> = new Set([
  "matter.dispute",
  "matter.assign",
  "matter.reassign",
  "matter.escalate",
  "matter.delegate",
  "matter.refer_up",
  "matter.hand_down",
  "matter.track",
  "topic.return",
  "topic.decline",
  "study.record",
  "session.compose",
  "session.add_item",
  "session.add_material",
  "session.appoint",
  "proposal.call",
  "session.cancel",
  "session.drop_item",
  "session.answer_opinions",
  "session.adjourn",
  "session.close",
  "session.fail",
  "motion.amend",
  "motion.withdraw",
  "motion.split",
  "poll.void",
  "conflict.declare",
  "proxy.record",
  "proxy.revoke",
  "resolution.edit",
  "resolution.file",
  "resolution.reopen_text",
  "resolution.refuse",
  "resolution.reopen",
  "order.ask_extension",
  "order.send_back",
  "order.inspect",
  "evaluation.give",
])

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
