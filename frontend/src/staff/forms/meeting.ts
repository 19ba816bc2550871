/** 协商: the session as it goes, the room's floor, remarks, points and minutes. */
import { CATEGORIES } from "@/resident/raise/categories"
import { candidates, otherProposals, pointKinds, stances } from "./sources"
import type { About, Field, VerbShape } from "./shape"

/** Whoever is signed in: nobody else speaks in the room. */
const PERSON: Field = { name: "person", kind: "choice", of: candidates }
const reason = (max: number): Field => ({ name: "reason", kind: "long", max })

const FLOOR = "room/FloorDesk.vue"
const PRESENCE = "room/PresenceDesk.vue"
const TRAY = "room/RemarkTray.vue"
const POINTS = "room/PointsDesk.vue"
const OPINIONS = "room/OpinionDesk.vue"
const AGENDA = "room/RoomAgenda.vue"
const REVIEW = "agenda/ProposalDesk.vue"

const CONCERNS = "concerns/ConcernGroups.vue"
const CATEGORY: Field = {
  name: "category",
  kind: "choice",
  of: () => CATEGORIES.map((value) => ({ value, label: value })),
  begin: (about) => (about.thing as { category?: string } | undefined)?.category,
}

const brought = (about: About): Record<string, string | undefined> => (about.thing as { proposal?: Record<string, string> } | undefined)?.proposal ?? {}
/** 由谁在何时做什么, as a motion says it. */
const PROPOSAL: Field[] = [
  { name: "title", kind: "text", max: 80, begin: (about) => brought(about).title },
  { name: "who", kind: "text", max: 120, begin: (about) => brought(about).who },
  { name: "when", kind: "text", max: 120, begin: (about) => brought(about).when },
  { name: "what", kind: "long", max: 1000, begin: (about) => brought(about).what },
  { name: "cost_fen", kind: "money", optional: true, begin: (about) => brought(about).cost_fen },
]

export const MEETING: Record<string, VerbShape> = {
  "proposal.call": {
    at: REVIEW,
    fields: [
      { name: "text", kind: "long", max: 1000, begin: (about) => called(about).text },
      { name: "closes_at", kind: "datetime", begin: (about) => wall(called(about).closes_at) },
      {
        name: "criteria",
        kind: "rows",
        least: 1,
        most: 8,
        of: [{ name: "criterion", kind: "text", max: 80 }, { name: "weight", kind: "number", least: 1, most: 100 }],
        begin: (about) => called(about).criteria?.map(({ text, weight }) => ({ criterion: text, weight })),
      },
      { name: "reviewers_percent", kind: "number", least: 0, most: 100, begin: (about) => called(about).reviewers_percent ?? 50 },
      { name: "budget_fen", kind: "money", optional: true, begin: (about) => called(about).budget_fen },
    ],
    // `text` is what is called for; the criteria have words of their own.
    body: (given) => ({
      ...given,
      criteria: Array.from(given.criteria as { criterion: string; weight: number }[], ({ criterion, weight }) => ({ text: criterion, weight })),
    }),
  },
  "proposal.submit": {
    at: REVIEW,
    path: () => "/api/v1/proposals",
    fields: [{ name: "proposer", kind: "person" }, ...PROPOSAL],
    body: (given, about) => ({ ...given, session: about.id }),
  },
  "proposal.amend": { at: REVIEW, fields: [...PROPOSAL, { ...reason(300), optional: true }] },
  "proposal.withdraw": { at: REVIEW, fields: [], confirm: true },
  "proposal.merge": {
    at: REVIEW,
    fields: [{ name: "into", kind: "choice", of: otherProposals }, { name: "agreed", kind: "tick" }],
  },
  "proposal.adopt": { at: REVIEW, fields: [reason(500)] },
  "proposal.decline": { at: REVIEW, fields: [reason(500)] },
  "ranking.draw": { fields: [], confirm: true },
  "score.give": {
    at: "room/ScoringDesk.vue",
    fields: [
      PERSON,
      {
        name: "points",
        kind: "rows",
        of: [{ name: "criterion", kind: "text", max: 80 }, { name: "n", kind: "number", least: 1, most: 5 }],
        begin: (about) => criteria(about).map(({ text }) => ({ criterion: text, n: null })),
      },
    ],
    body: (given, about) => ({
      ...given,
      points: Object.fromEntries(criteria(about).map(({ code }, row) => [code, (given.points as { n: number }[])[row]?.n])),
    }),
  },
  "concern.tell": { at: "room/ConcernDesk.vue", fields: [PERSON, { name: "text", kind: "long", max: 500 }] },
  "concern.note": {
    at: "intake/StudioPage.vue",
    path: () => "/api/v1/concerns",
    fields: [
      { name: "person", kind: "person", optional: true },
      { name: "person_name", kind: "text", max: 40, when: (given) => !given.person },
      { name: "text", kind: "long", max: 500 },
    ],
  },
  "concern.bring": { at: "room/ConcernDesk.vue", fields: [] },
  "concern.group": { at: CONCERNS, fields: [{ name: "label", kind: "text", max: 40, begin: (about) => (about.thing as { label?: string } | undefined)?.label }, CATEGORY] },
  "concern.raise": { at: CONCERNS, fields: [{ name: "title", kind: "text", max: 60, optional: true }, CATEGORY] },
  "concern.keep": { at: CONCERNS, fields: [reason(300)] },
  "appraisal.score": { at: "room/AppraisalDesk.vue", fields: [PERSON, { name: "points", kind: "number", least: 1, most: 5 }] },
  "session.open": { fields: [], confirm: true },
  "session.adjourn": { fields: [{ name: "until", kind: "text", max: 100 }] },
  "session.close": { fields: [], confirm: true },
  "session.agree": { fields: [], confirm: true },
  "session.fail": { fields: [reason(500), { name: "touches", kind: "place", to: "building", optional: true }] },
  "minutes.edit": { at: "room/MinutesDesk.vue", fields: [{ name: "text", kind: "long", max: 20_000, lines: 16 }] },
  "minutes.add_photo": { at: "room/PhotoDesk.vue", fields: [] },
  "minutes.drop_photo": { at: "room/PhotoDesk.vue", fields: [], confirm: true },
  "minutes.freeze": { fields: [], confirm: true },
  "motion.take_up": { at: AGENDA, fields: [] },
  "item.take_up": { at: AGENDA, fields: [] },
  "phase.enter": { at: "room/PhaseLine.vue", fields: [] },
  "round.begin": { at: FLOOR, fields: [] },
  "presence.sign_in": { at: "room/SignInList.vue", fields: [] },
  "presence.sign_out": { at: PRESENCE, fields: [] },
  "floor.raise": { at: FLOOR, fields: [PERSON, { name: "stance", kind: "choice", of: stances }] },
  "floor.lower": { at: FLOOR, fields: [PERSON] },
  "floor.next": { at: FLOOR, fields: [] },
  "floor.hold": { at: FLOOR, fields: [] },
  "floor.extend": { at: FLOOR, fields: [{ name: "seconds", kind: "number", least: 10, most: 600, begin: () => 60 }] },
  "floor.cut": { at: FLOOR, fields: [reason(200)] },
  "remark.send": {
    at: TRAY,
    fields: [PERSON, { name: "text", kind: "long", max: 500 }, { name: "on_paper", kind: "tick", begin: () => true }],
  },
  "remark.show": { at: TRAY, fields: [] },
  "remark.refuse": { at: TRAY, fields: [reason(200)] },
  "opinion.write": { at: OPINIONS, fields: [{ name: "person", kind: "person" }, { name: "text", kind: "long", max: 1000 }] },
  "opinion.answer": { at: OPINIONS, fields: [{ name: "text", kind: "long", max: 1000, begin: (about) => (about.thing as { answer?: string } | undefined)?.answer }] },
  "point.record": {
    at: POINTS,
    fields: [
      { name: "kind", kind: "choice", of: pointKinds },
      { name: "text", kind: "long", max: 500 },
      { ...PERSON, optional: true, when: (given) => !NOBODYS.includes(String(given.kind)) },
    ],
  },
  "point.confirm": { at: POINTS, fields: [] },
  "point.drop": { at: POINTS, fields: [], confirm: true },
  "chair.hand_over": { fields: [PERSON], at: FLOOR },
  "chair.take_back": { fields: [], confirm: true, at: FLOOR },
  "room.arrange": {
    at: FLOOR,
    fields: [
      { name: "remarks_held", kind: "tick", begin: (about) => known(about.thing).remarks_held },
      { name: "turn_seconds", kind: "number", least: 30, most: 1800, begin: (about) => known(about.thing).turn_seconds },
      { name: "turns_each", kind: "number", least: 1, most: 20, begin: (about) => known(about.thing).turns_each },
    ],
  },
  "kiosk.open": { at: "room/KioskOpener.vue", fields: [], confirm: true },
  "person.warn": { at: PRESENCE, fields: [reason(200)] },
  "person.remove": { at: PRESENCE, fields: [reason(200)] },
  "person.readmit": { at: PRESENCE, fields: [] },
}

interface Call {
  text: string
  closes_at: string
  criteria: { code: string; text: string; weight: number }[]
  reviewers_percent: number
  budget_fen: number | null
}

/** The call as it stands; nothing where it is still to be written. */
function called(about: About): Partial<Call> {
  return (about.thing as { call?: Call | null } | undefined)?.call ?? {}
}

function criteria(about: About): Call["criteria"] {
  return called(about).criteria ?? []
}

/** A moment as the field for it takes it: Beijing's clock, to the minute. */
function wall(moment: string | undefined): string | undefined {
  return moment && new Date(Date.parse(moment) + 8 * 3_600_000).toISOString().slice(0, 16)
}

/** Points that are the meeting's, not somebody's. */
const NOBODYS = ["consensus", "conclusion", "settlement"]

interface KnownRoom {
  remarks_held?: boolean
  turn_seconds?: number
  turns_each?: number
}

function known(thing: object | undefined): KnownRoom {
  return (thing ?? {}) as KnownRoom
}
