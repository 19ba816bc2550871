/** 议题审核, and the Party organization's study before a meeting decides. */
import { forms } from "./sources"
import type { Field, VerbShape } from "./shape"

const CHECKS: Field = { name: "checks", kind: "checks", of: ["political", "legal", "public_good", "feasible"] }
const REASON: Field = { name: "reason", kind: "long", max: 1000, lines: 4 }
const CONCLUDED: Field[] = [CHECKS, REASON]

export const REVIEW: Record<string, VerbShape> = {
  "topic.opine": { fields: [{ name: "favours", kind: "yes_no" }, { name: "text", kind: "long", max: 1000 }] },
  "topic.admit": {
    fields: [
      CHECKS,
      REASON,
      { name: "forms", kind: "choices", of: forms, optional: true },
      { name: "needs_meeting", kind: "tick" },
      { name: "needs_lawyer", kind: "tick" },
    ],
  },
  "topic.return": { fields: CONCLUDED },
  "topic.decline": { fields: CONCLUDED },
  "topic.hear_appeal": { fields: [{ name: "upheld", kind: "yes_no" }, { name: "decision", kind: "long", max: 1000, lines: 4 }] },
  "study.record": {
    fields: [
      { name: "held_on", kind: "date" },
      { name: "attended", kind: "lines", max: 40 },
      { name: "conclusion", kind: "long", max: 1000, lines: 4 },
    ],
  },
}
