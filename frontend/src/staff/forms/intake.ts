/** 提出、受理与分流, and what may be asked to be looked at again. */
import { CATEGORIES } from "@/resident/raise/categories"
import type { About, Field, Given, VerbShape } from "./shape"

/** What a matter's page knows of it that these forms begin with. */
interface KnownMatter {
  suggestion?: { route: string } | null
  owners_common?: boolean | null
  budget_fen?: number | null
  title?: string
  text?: string
}

const known = (about: About): KnownMatter => (about.thing ?? {}) as KnownMatter
export const REASON: Field = { name: "reason", kind: "long", max: 500 }

const ROUTES = ["small", "large", "private", "government", "merge", "reject"] as const
const goes =
  (...routes: string[]) =>
  (given: Given): boolean =>
    routes.includes(String(given.route))

/** 是否业主共有: asked in words of every route; 说不清 is an answer. */
const OWNERS_COMMON: Field = { name: "owners_common", kind: "yes_no", optional: true, begin: (about) => known(about).owners_common }

/** Where a matter goes, and what that route needs to know. */
const WHITHER: Field[] = [
  { name: "route", kind: "choice", of: ROUTES, begin: (about) => known(about).suggestion?.route },
  OWNERS_COMMON,
  { name: "grid", kind: "place", to: "grid", optional: true, when: goes("small") },
  { name: "merge_into", kind: "matter", when: goes("merge") },
  { name: "refer_to", kind: "text", max: 80, when: goes("private", "government") },
  { name: "body", kind: "body", optional: true, when: goes("private", "government") },
  { name: "due", kind: "date", optional: true, when: goes("private", "government") },
  { name: "budget_fen", kind: "money", optional: true, when: goes("small", "large"), begin: (about) => known(about).budget_fen },
  { name: "restrict", kind: "tick", when: goes("private") },
  { name: "reason", kind: "long", max: 500, optional: true },
]

const REFERRAL: Field[] = [
  { name: "refer_to", kind: "text", max: 80, optional: true },
  { name: "body", kind: "body", optional: true },
]

/** What is said, where, and who is touched: the same whoever writes it down. */
const SAID: Field[] = [
  { name: "title", kind: "text", max: 60 },
  { name: "text", kind: "long", max: 2000, lines: 5 },
  { name: "category", kind: "choice", of: () => CATEGORIES.map((value) => ({ value, label: value })) },
  { name: "place", kind: "place", to: "unit", optional: true },
  { name: "place_note", kind: "text", max: 100, optional: true },
  { name: "affected", kind: "affected", optional: true },
  OWNERS_COMMON,
  { name: "photos", kind: "photos", optional: true },
  { name: "hide_name", kind: "tick" },
]

export const INTAKE: Record<string, VerbShape> = {
  "matter.enter": {
    path: () => "/api/v1/matters/enter",
    fields: [
      { name: "proposer", kind: "person", optional: true, when: (given) => !given.proposer_name },
      { name: "proposer_name", kind: "text", max: 40, optional: true, when: (given) => !given.proposer },
      ...SAID,
      { name: "not_emergency", kind: "tick" },
    ],
  },
  "matter.confirm": {
    fields: [
      { name: "means", kind: "choice", of: ["in_person", "sms", "photo"] },
      { name: "attested", kind: "tick", when: (given) => given.means === "in_person" },
      { name: "code", kind: "text", max: 12, when: (given) => given.means === "sms" },
      { name: "photo", kind: "photos", when: (given) => given.means === "photo" },
    ],
    body: (given) => ({ ...given, photo: Array.isArray(given.photo) ? (given.photo[0] as string) : undefined }),
  },
  "matter.accept": { fields: [] },
  "matter.suggest": {
    fields: [
      { name: "route", kind: "choice", of: ROUTES, begin: (about) => known(about).suggestion?.route },
      OWNERS_COMMON,
      { name: "budget_fen", kind: "money", optional: true, begin: (about) => known(about).budget_fen },
      { name: "reason", kind: "long", max: 500, optional: true },
    ],
  },
  "matter.route": { fields: WHITHER },
  "matter.assign": { fields: WHITHER },
  "matter.dispute": { fields: [{ name: "route", kind: "choice", of: ROUTES }, REASON] },
  "matter.reassign": { fields: [REASON, { name: "grid", kind: "place", to: "grid", optional: true }, ...REFERRAL, { name: "due", kind: "date", optional: true }] },
  "matter.handle": { fields: [{ name: "result", kind: "long", max: 500 }, { name: "photos", kind: "photos" }] },
  "matter.escalate": { fields: [REASON, { name: "touches", kind: "place", to: "building", optional: true }] },
  "matter.delegate": { fields: [REASON, { name: "grid", kind: "place", to: "grid", optional: true }] },
  "matter.refer_up": { fields: [REASON, ...REFERRAL, { name: "due", kind: "date", optional: true }] },
  "matter.hand_down": { fields: [REASON] },
  "matter.answer": { fields: [{ name: "text", kind: "long", max: 1000 }] },
  "matter.track": { fields: [{ name: "text", kind: "long", max: 500 }] },
  "matter.rehear": {
    fields: [
      { name: "upheld", kind: "yes_no" },
      { name: "decision", kind: "long", max: 1000 },
      { name: "route", kind: "choice", of: ROUTES.filter((route) => route !== "merge"), optional: true, when: (given) => given.upheld === true },
      { name: "grid", kind: "place", to: "grid", optional: true, when: (given) => given.upheld === true && given.route === "small" },
      ...REFERRAL.map((field): Field => ({ ...field, when: (given) => given.upheld === true && goes("private", "government")(given) })),
    ],
  },
}
