import { expect, it } from "vitest"
import { quorumOf, roomShared } from "./shared"

const SHARED = {
  room: { title: "助餐点听证会", stage: "open" },
  motion: { id: "m", title: "开设助餐点", what: "把车库用作助餐点" },
  floor: {
    current: { entry: "e1", name: "丁奶奶", stance: "赞成", started_at: "2026-06-28T04:00:00+00:00", allotted: 120, spoken: 30, held: false },
    order: ["e3", "e2"],
    entries: { e2: { name: "老尹", stance: "反对" }, e3: { name: "小谷", stance: "提问" } },
  },
  presence: { on_site: 20, online: 11 },
  remarks: {
    a: { name: "小范", text: "先到", at: "2026-06-28T04:00:00+00:00" },
    b: { name: "小辛", text: "后到", at: "2026-06-28T04:01:00+00:00" },
  },
  polls: {
    p1: { stage: "closed", opened_at: "2026-06-28T03:00:00+00:00", counts: { yes: 1 }, sentence: "前一次", sentence_en: "" },
    p2: { stage: "closed", opened_at: "2026-06-28T03:30:00+00:00", counts: { yes: 24 }, sentence: "后一次", sentence_en: "" },
  },
}

it("gives the queue in the order of speaking and the remarks newest first", () => {
  const { queue, remarks } = roomShared(SHARED)
  expect([queue.map((one) => one.name), remarks.map((one) => one.name)]).toEqual([["小谷", "老尹"], ["小辛", "小范"]])
})

it("ends a turn after the allotted seconds, less those spoken before the clock was held", () => {
  expect(roomShared(SHARED).speaker?.until).toBe(Date.parse("2026-06-28T04:01:30Z"))
})

it("runs no clock while it is held", () => {
  const floor = { ...SHARED.floor, current: { ...SHARED.floor.current, held: true } }
  expect(roomShared({ ...SHARED, floor }).speaker?.until).toBeNull()
})

it("shows the last result until another poll opens", () => {
  expect(roomShared(SHARED).result?.sentence).toBe("后一次")
  const polls = { ...SHARED.polls, p3: { stage: "open", title: "下一项" } }
  expect(roomShared({ ...SHARED, polls })).toMatchObject({ result: null, open: [{ id: "p3", title: "下一项" }] })
})

it("draws an empty room from nothing", () => {
  expect(roomShared({})).toMatchObject({ motion: null, speaker: null, queue: [], remarks: [], result: null })
  expect(quorumOf({})).toBeNull()
})
