/** 表决: preparing a poll, hands, paper, the roll. */
import type { Box } from "@/sealed/ballot"
import { sendBallot } from "../api/ballot"
import { sendForm } from "../api/form"
import { secrecies } from "./sources"
import type { About, Field, Given, Option, VerbShape } from "./shape"

const ROLL = "voting/RollTable.vue"
const PAPER = "voting/PaperDesk.vue"
const REASON: Field = { name: "reason", kind: "long", max: 200 }
const SEALED = "voting/SealedDesk.vue"
/** A file from the custodians' machine. */
const CUSTODY: VerbShape = { at: SEALED, fields: [{ name: "file", kind: "file", accept: ".json" }], send: sendForm }
/** Rules that ask how much there is to spend, and how many may be chosen. */
const rule = (about: About): string => String((about.thing as { rule?: string } | undefined)?.rule ?? "")

const custodians = (about: About): Option[] =>
  ((about.thing as { box?: { custodians: string[] } | null } | undefined)?.box?.custodians ?? []).map((name) => ({ value: name, label: name }))

const figure = (name: string, least = 0): Field => ({ name, kind: "number", least, most: 10_000_000 })
const area = (name: string): Field => ({ ...figure(name), optional: true, when: (given: Given) => given.by_area === true })

export const VOTING: Record<string, VerbShape> = {
  "poll.prepare": {
    at: "agenda/MotionDesk.vue",
    path: () => "/api/v1/polls",
    fields: [
      { name: "means", kind: "choice", of: ["ballots", "hands_counted", "hands_named", "official"], begin: () => "ballots" },
      { name: "secrecy", kind: "choice", of: secrecies, begin: () => "named", when: (given) => given.means === "ballots" },
      { name: "scope", kind: "affected", optional: true },
      { name: "closes_at", kind: "datetime", optional: true, when: (given) => given.means === "ballots" },
      { name: "at_most", kind: "number", least: 1, most: 100, when: (_, about) => rule(about) === "CHOOSE_UP_TO_K" },
      { name: "budget_fen", kind: "money", when: (_, about) => rule(about) === "BUDGET_RANK" },
    ],
    body: (given, about) => ({ ...given, motion: about.id }),
  },
  "poll.key": CUSTODY,
  "poll.rehearse": CUSTODY,
  "poll.unseal": CUSTODY,
  "poll.unopenable": {
    at: SEALED,
    fields: [
      { name: "lost", kind: "choices", of: custodians },
      { name: "reason", kind: "long", max: 300 },
    ],
  },
  "poll.open": { fields: [], confirm: true },
  "poll.close": { fields: [], confirm: true },
  "poll.void": { fields: [{ name: "reason", kind: "long", max: 300 }] },
  "poll.record_official": {
    fields: [
      { name: "source", kind: "text", max: 300 },
      { name: "file", kind: "file", accept: ".pdf,image/*" },
      figure("entitled", 1),
      figure("yes"),
      figure("no"),
      { ...figure("abstain"), begin: () => 0 },
      { ...figure("invalid"), begin: () => 0 },
      { name: "by_area", kind: "tick" },
      area("entitled_cm2"),
      area("yes_cm2"),
      area("no_cm2"),
      area("abstain_cm2"),
      area("invalid_cm2"),
    ],
    body: (given) => Object.fromEntries(Object.entries(given).filter(([name]) => name !== "by_area")),
    send: sendForm,
  },
  "hands.count": {
    at: "voting/HandsDesk.vue",
    fields: [figure("yes"), figure("no"), figure("abstain")],
  },
  "paper.issue": { at: ROLL, fields: [] },
  "paper.enter": { at: PAPER, fields: [] },
  "paper.confirm": { at: PAPER, fields: [] },
  "poll.assist": {
    at: ROLL,
    fields: [{ name: "choice", kind: "ballot" }, { name: "witness", kind: "person" }],
    body: (given, about) => ({ ...given, box: (about.thing as { box?: Box | null } | undefined)?.box ?? null }),
    send: sendBallot,
  },
  "proxy.record": {
    at: ROLL,
    fields: [
      { name: "agent", kind: "person" },
      { name: "file", kind: "file", accept: ".pdf,image/*" },
      { name: "checked", kind: "tick" },
    ],
    send: sendForm,
  },
  "proxy.revoke": { at: ROLL, fields: [], confirm: true },
  "roll.strike": { at: ROLL, fields: [REASON] },
  "conflict.declare": { at: ROLL, fields: [REASON] },
}
