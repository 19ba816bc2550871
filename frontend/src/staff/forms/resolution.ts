/** 决议、签发、公示、异议. */
import type { About, Field, VerbShape } from "./shape"

const REASON: Field = { name: "reason", kind: "long", max: 1000 }

interface KnownResolution {
  title?: string
  text?: { consensus: string[]; reservations: string[] }
  supervisor_name?: string
  needs_filing?: boolean
}
const known = (about: About): KnownResolution => (about.thing ?? {}) as KnownResolution

/** 六大责任主体. */
const PARTIES = ["party_organization", "residents_committee", "residents", "property_manager", "department", "social_unit"] as const
const SIGNING = "resolution/SigningDesk.vue"
const DUTIES = "resolution/DutyTable.vue"

export const RESOLUTION: Record<string, VerbShape> = {
  "resolution.edit": {
    fields: [
      { name: "title", kind: "text", max: 80, begin: (about) => known(about).title },
      { name: "consensus", kind: "lines", max: 500, optional: true, begin: (about) => known(about).text?.consensus },
      { name: "reservations", kind: "lines", max: 500, optional: true, begin: (about) => known(about).text?.reservations },
      { name: "supervisor_name", kind: "text", max: 60, optional: true, begin: (about) => known(about).supervisor_name },
      { name: "needs_filing", kind: "tick", begin: (about) => known(about).needs_filing },
    ],
  },
  "duty.set": {
    at: "resolution/DutyRow.vue",
    fields: [
      { name: "what", kind: "long", max: 200, optional: true },
      { name: "party", kind: "choice", of: PARTIES, optional: true },
      { name: "person_name", kind: "text", max: 60, optional: true },
      { name: "owner", kind: "person", optional: true },
      { name: "deadline", kind: "date", optional: true },
      { name: "money", kind: "text", max: 60, optional: true },
      { name: "standard", kind: "long", max: 200, optional: true },
    ],
  },
  "duty.drop": { at: DUTIES, fields: [], confirm: true },
  "resolution.check_legality": {
    fields: [{ name: "favourable", kind: "yes_no" }, { name: "opinion", kind: "long", max: 1000, lines: 4 }],
    body: (given, about) => ({ ...given, seen: (about.thing as { text_sha256?: string } | undefined)?.text_sha256 }),
  },
  "resolution.reopen_text": { fields: [{ ...REASON, max: 500 } as Field] },
  "resolution.sign": { at: SIGNING, fields: [] },
  "resolution.countersign": { at: SIGNING, fields: [] },
  "resolution.refuse": { fields: [REASON] },
  "resolution.publish": { fields: [], confirm: true },
  "resolution.file": { fields: [{ name: "filing_number", kind: "text", max: 40 }] },
  "resolution.take_down": { fields: [], confirm: true },
  "resolution.reopen": { fields: [{ ...REASON, max: 500 } as Field] },
  "objection.answer": { fields: [{ name: "answer", kind: "long", max: 1000, lines: 4 }] },
  "objection.review": { fields: [{ name: "upheld", kind: "yes_no" }, { name: "finding", kind: "long", max: 1000, lines: 4 }] },
}
