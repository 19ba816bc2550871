/** 办理、核查、评价、办结、归档. */
import type { About, Field, Given, VerbShape } from "./shape"

const PHOTOS: Field = { name: "photos", kind: "photos", optional: true }
const FINDING: Field = { name: "finding", kind: "long", max: 500 }
const LEVELS = ["5", "4", "3", "2", "1"] as const
/** Points from 1 to 5, which need no words. */
const points = (name: string): Field => ({ name: `dimension_${name}`, kind: "choice", of: () => LEVELS.map((value) => ({ value, label: value })), optional: true })
const DIMENSIONS = ["smile", "speed", "standard", "sincere", "satisfied"] as const

/** Of a resolution every duty has its measure already; what is to be put right (整改) needs one. */
function measured(_: Given, about: About): boolean {
  return (about.thing as { measure?: boolean } | undefined)?.measure === true
}

export const SUPERVISION: Record<string, VerbShape> = {
  "order.issue": {
    at: "supervision/ToIssue.vue",
    confirm: true,
    path: () => "/api/v1/orders",
    fields: [
      { name: "what", kind: "long", max: 200, when: measured },
      { name: "owner", kind: "person", optional: true, when: measured },
      { name: "owner_name", kind: "text", max: 60, optional: true, when: measured },
      { name: "deadline", kind: "date", when: measured },
      { name: "standard", kind: "long", max: 200, when: measured },
    ],
  },
  "order.begin": { fields: [] },
  "order.progress": { fields: [{ name: "text", kind: "long", max: 500 }, PHOTOS] },
  "order.ask_extension": { fields: [{ name: "until", kind: "date" }, { name: "reason", kind: "long", max: 300 }] },
  "order.decide_extension": { fields: [{ name: "granted", kind: "yes_no" }] },
  "order.report_done": { fields: [], confirm: true },
  "order.inspect": { fields: [FINDING, { name: "passed", kind: "yes_no" }, PHOTOS] },
  "order.verify": { fields: [FINDING, PHOTOS] },
  "order.send_back": { fields: [{ name: "reason", kind: "long", max: 500 }, PHOTOS] },
  "order.close": { fields: [], confirm: true },
  "evaluation.give": {
    fields: [
      { name: "responded", kind: "yes_no" },
      { name: "resolved", kind: "yes_no" },
      { name: "satisfied", kind: "choice", of: LEVELS },
      { name: "why_not", kind: "long", max: 500, optional: true, when: (given) => Number(given.satisfied) <= 3 && given.satisfied !== null },
      ...DIMENSIONS.map(points),
    ],
    body: (given) => ({
      responded: given.responded,
      resolved: given.resolved,
      satisfied: Number(given.satisfied),
      why_not: given.why_not ?? "",
      dimensions: Object.fromEntries(
        DIMENSIONS.filter((name) => given[`dimension_${name}`] !== undefined).map((name) => [name, Number(given[`dimension_${name}`])]),
      ),
    }),
  },
  "matter.close": { fields: [], confirm: true },
  "matter.archive": { fields: [], confirm: true },
}
