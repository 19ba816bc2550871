/** 协商: the session as it goes, the room's floor, remarks, points and minutes. */
import { candidates, pointKinds, stances } from "./sources"
import type { Field, VerbShape } from "./shape"

/** Whoever is signed in: nobody else speaks in the room. */
const PERSON: Field = { name: "person", kind: "choice", of: candidates }
const reason = (max: number): Field => ({ name: "reason", kind: "long", max })

const FLOOR = "room/FloorDesk.vue"
const PRESENCE = "room/PresenceDesk.vue"
const TRAY = "room/RemarkTray.vue"
const POINTS = "room/PointsDesk.vue"
const AGENDA = "room/RoomAgenda.vue"

export const MEETING: Record<string, VerbShape> = {
  "session.open": { fields: [], confirm: true },
  "session.adjourn": { fields: [{ name: "until", kind: "text", max: 100 }] },
  "session.close": { fields: [], confirm: true },
  "session.agree": { fields: [], confirm: true },
  "session.fail": { fields: [reason(500)] },
  "minutes.edit": { at: "room/MinutesDesk.vue", fields: [{ name: "text", kind: "long", max: 20_000, lines: 16 }] },
  "minutes.approve": { fields: [{ name: "objection", kind: "long", max: 500, optional: true }] },
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
  "person.warn": { at: PRESENCE, fields: [reason(200)] },
  "person.remove": { at: PRESENCE, fields: [reason(200)] },
  "person.readmit": { at: PRESENCE, fields: [] },
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
