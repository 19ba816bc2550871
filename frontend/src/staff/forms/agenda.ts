/** 开会通知: sessions, their agenda and people, and the motions put there. */
import { sendForm } from "../api/form"
import { chairs, delegates, delegations, formsIMayConvene, mattersOfSession, recorders, rulesOfSession } from "./sources"
import type { About, Field, VerbShape } from "./shape"

const REASON: Field = { name: "reason", kind: "long", max: 300 }
/** Letters are chosen in their table first. */
const LETTERS = "agenda/LetterTable.vue"
/** 明白纸: its seven fields, in the order in which they are read. */
export const PAGE = ["what", "if_passed", "if_failed", "who_touched", "whose_money", "how_to_vote", "how_to_object"] as const

interface KnownMotion {
  title?: string
  who?: string
  when?: string
  what?: string
  written?: Record<string, string>
  text_sha256?: string
}
const motion = (about: About): KnownMotion => (about.thing ?? {}) as KnownMotion

/** 由谁在何时做什么. */
const WORDS: Field[] = [
  { name: "title", kind: "text", max: 80, begin: (about) => motion(about).title },
  { name: "who", kind: "text", max: 120, begin: (about) => motion(about).who },
  { name: "when", kind: "text", max: 120, begin: (about) => motion(about).when },
  { name: "what", kind: "long", max: 1000, begin: (about) => motion(about).what },
]

export const AGENDA: Record<string, VerbShape> = {
  "session.convene": {
    path: () => "/api/v1/sessions",
    fields: [
      { name: "form", kind: "choice", of: formsIMayConvene },
      { name: "matter", kind: "matter", optional: true, begin: (about) => (about.thing as { matter?: string } | undefined)?.matter },
      { name: "title", kind: "text", max: 80 },
      { name: "starts_at", kind: "datetime" },
      { name: "minutes", kind: "number", least: 15, most: 480, begin: () => 90 },
      { name: "place", kind: "text", max: 80 },
      { name: "link", kind: "text", max: 200, optional: true },
      { name: "where", kind: "place", to: "building", optional: true },
      { name: "body", kind: "body", optional: true },
      { name: "delegation", kind: "choice", of: delegations, optional: true, when: (given) => given.form === "representatives_meeting" },
      { name: "subject", kind: "text", max: 40, optional: true, when: (given) => given.form === "representatives_meeting" },
      { name: "short_notice_reason", kind: "long", max: 300, optional: true },
    ],
  },
  "session.compose": { at: "agenda/CompositionPreview.vue", fields: [] },
  "session.add_item": {
    at: "agenda/AgendaTable.vue",
    fields: [
      { name: "matter", kind: "matter", optional: true },
      { name: "title", kind: "text", max: 80, optional: true },
      { name: "minutes", kind: "number", least: 1, most: 240, begin: () => 15 },
      { name: "position", kind: "number", least: 1, most: 50, optional: true },
    ],
  },
  "session.drop_item": { at: "agenda/AgendaTable.vue", fields: [], confirm: true },
  "session.add_material": {
    at: "agenda/MaterialList.vue",
    fields: [
      { name: "title", kind: "text", max: 80 },
      { name: "source", kind: "text", max: 80 },
      { name: "text", kind: "long", max: 20_000, lines: 6, optional: true, when: (given) => !given.file },
      { name: "file", kind: "file", optional: true, accept: ".pdf,.docx,.xlsx,image/*", when: (given) => !given.text },
    ],
    send: sendForm,
  },
  "session.appoint": {
    fields: [
      { name: "chair", kind: "choice", of: chairs, optional: true },
      { name: "recorder", kind: "choice", of: recorders, optional: true },
      { name: "scrutineers", kind: "people", optional: true },
    ],
  },
  "session.publish": { fields: [], confirm: true },
  "session.cancel": { fields: [{ name: "reason", kind: "long", max: 300 }] },
  "session.serve": {
    at: LETTERS,
    fields: [
      { name: "means", kind: "choice", of: ["called", "at_door", "posted", "sms", "wechat"] },
      { name: "reached", kind: "yes_no", begin: () => true },
      { name: "at", kind: "datetime", optional: true },
    ],
  },
  "session.reply": {
    at: LETTERS,
    fields: [
      { name: "reply", kind: "choice", of: ["attend", "delegate", "written", "decline"] },
      { name: "delegate", kind: "choice", of: delegates, when: (given) => given.reply === "delegate" },
      { name: "opinion", kind: "long", max: 1000, when: (given) => given.reply === "written" },
    ],
  },
  "session.answer_opinions": {
    at: "agenda/WrittenOpinions.vue",
    fields: [
      {
        name: "answers",
        kind: "rows",
        of: [{ name: "number", kind: "text", max: 40 }, { name: "answer", kind: "long", max: 500 }],
        begin: (about) => unanswered(about),
      },
    ],
  },
  "motion.draft": {
    at: "agenda/AgendaTable.vue",
    path: () => "/api/v1/motions",
    fields: [
      { name: "matter", kind: "choice", of: mattersOfSession },
      ...WORDS,
      { name: "rule", kind: "choice", of: rulesOfSession },
      {
        name: "options",
        kind: "rows",
        least: 0,
        most: 12,
        optional: true,
        of: [{ name: "text", kind: "text", max: 200 }, { name: "cost_fen", kind: "money", optional: true }],
        when: (given) => CHOOSING.includes(String(given.rule)),
      },
      {
        name: "then_rule",
        kind: "choice",
        of: (about) => rulesOfSession(about).filter(({ value }) => !CHOOSING.includes(value)),
        optional: true,
        when: (given) => CHOOSING.includes(String(given.rule)),
      },
      { name: "mover", kind: "person", optional: true },
      { name: "subject", kind: "text", max: 40, optional: true, when: (given) => given.rule === "REP_MEETING_MAJ" },
      { name: "apart_reason", kind: "long", max: 300, optional: true },
    ],
    body: (given, about) => ({ ...given, session: about.id }),
  },
  "motion.write_page": {
    fields: PAGE.map((name): Field => ({ name, kind: "long", max: 400, optional: true, begin: (about) => motion(about).written?.[name] })),
    body: (given) => ({ page: given }),
  },
  "motion.check_legality": {
    fields: [
      { name: "favourable", kind: "yes_no" },
      { name: "grounds", kind: "choices", of: ["law", "morals", "person", "democracy", "property"], optional: true, when: (given) => given.favourable === false },
      { name: "opinion", kind: "long", max: 1000, lines: 4 },
    ],
    body: (given, about) => ({ ...given, seen: motion(about).text_sha256 }),
  },
  "motion.amend": { fields: [...WORDS, REASON] },
  "motion.withdraw": { fields: [{ ...REASON, optional: true }] },
  "motion.split": {
    fields: [
      {
        name: "parts",
        kind: "rows",
        least: 2,
        most: 6,
        of: [
          { name: "title", kind: "text", max: 80 },
          { name: "who", kind: "text", max: 120 },
          { name: "when", kind: "text", max: 120 },
          { name: "what", kind: "long", max: 1000 },
          { name: "if_passed", kind: "long", max: 400 },
          { name: "if_failed", kind: "long", max: 400 },
        ],
      },
      { ...REASON, optional: true },
    ],
  },
}

/** Rules under which one chooses among options instead of saying yes or no. */
const CHOOSING = ["APPROVAL_POLL", "PREFERENCE_RANK", "BUDGET_RANK", "SINGLE_CHOICE", "CHOOSE_UP_TO_K", "SCORE_1_5"]

/** A row for every written opinion that still waits for its answer. */
function unanswered(about: About): { number: string; answer: string }[] {
  const { opinions } = (about.thing ?? {}) as { opinions?: { number: string; answer: string }[] }
  return (opinions ?? []).filter((one) => !one.answer).map(({ number }) => ({ number, answer: "" }))
}
