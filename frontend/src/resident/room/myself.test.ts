import { expect, it } from "vitest"
import { roomShared } from "@/shared/room/shared"
import { myself, sentence } from "./myself"

const floor = {
  order: ["e1", "e2", "e3"],
  entries: { e1: { stance: "for" }, e2: { stance: "against" }, e3: { stance: "question" } },
}
const at = (stage: string) => roomShared({ room: { stage }, floor })
const say = (mine: object, stage = "open") => sentence(myself(mine as Record<string, unknown>), at(stage))

it.each([
  ["over", {}, "closed"],
  ["adjourned", { presence: "online" }, "adjourned"],
  ["not_open", {}, "published"],
  ["signed_early", { presence: "online" }, "published"],
  ["absent", {}, "open"],
  ["online", { presence: "online" }, "open"],
  ["on_site", { presence: "on_site" }, "open"],
  ["chairing", { chair: true }, "open"],
  ["speaking", { presence: "online", speaking: true }, "open"],
  ["interrupted", { presence: "online", interrupted: true }, "open"],
  ["removed", { presence: null, removed: "扰乱秩序" }, "open"],
  ["cut", { presence: "online", cut: "离题" }, "open"],
] as const)("says %s", (key, mine, stage) => {
  expect(say(mine, stage).key).toBe(key)
})

it("counts who is before me, and says when I am next", () => {
  expect(say({ presence: "online", waiting: "e1" })).toEqual({ key: "next", facts: { n: 0, stance: "for" } })
  expect(say({ presence: "online", waiting: "e3" })).toEqual({ key: "waiting", facts: { n: 2, stance: "question" } })
})

it("forgets that I was cut off once I ask again", () => {
  expect(say({ presence: "online", cut: "离题", waiting: "e2" }).key).toBe("waiting")
})

it("tells what became of my remarks, and why", () => {
  const mine = { "remark.r1": { text: "好", state: "held", held_for: "words", reason: "闭嘴" }, "poll.p1": [] }
  expect(myself(mine).remarks).toEqual([{ id: "r1", text: "好", state: "held", held_for: "words", reason: "闭嘴" }])
})
