import { expect, it } from "vitest"
import { quorumOf, roomShared } from "./shared"

const SHARED = {
  room: { title: "助餐点听证会", stage: "open" },
  motion: { id: "m", title: "开设助餐点", what: "把车库用作助餐点" },
  floor: {
    current: { entry: "e1", name: "丁奶奶", stance: "for", started_at: "2026-06-28T04:00:00+00:00", allotted: 120, spoken: 30, held: false },
    order: ["e3", "e2"],
    entries: {
      e0: { name: "老童", stance: "for", state: "done" },
      e2: { name: "老尹", stance: "against", state: "waiting" },
      e3: { name: "小谷", stance: "question", state: "waiting" },
    },
  },
  remarks: {
    a: { name: "小范", text: "先到", at: "2026-06-28T04:00:00+00:00" },
    b: { name: "小辛", text: "后到", at: "2026-06-28T04:01:00+00:00" },
  },
  polls: {
    p1: { stage: "closed", opened_at: "2026-06-28T03:00:00+00:00", result: { sentence: "前一次" } },
    p2: { stage: "closed", opened_at: "2026-06-28T03:30:00+00:00", result: { sentence: "后一次" } },
  },
}

it("gives the queue in the order of speaking and the remarks newest first", () => {
  const { queue, remarks } = roomShared(SHARED)
  expect([queue.map((one) => one.name), remarks.map((one) => one.name)]).toEqual([["小谷", "老尹"], ["小辛", "小范"]])
})

it("knows who has spoken already", () => {
  expect(roomShared(SHARED).spoken.map((one) => one.name)).toEqual(["老童"])
})

it("counts who is here from the gauges, which are not part of the state", () => {
  expect(roomShared(SHARED).present).toEqual({ on_site: 0, online: 0 })
  expect(roomShared(SHARED, { presence: { on_site: 20, online: 11 } }).present).toEqual({ on_site: 20, online: 11 })
})

it("ends a turn after the allotted seconds, less those spoken before the clock was held", () => {
  expect(roomShared(SHARED).speaker?.until).toBe(Date.parse("2026-06-28T04:01:30Z"))
})

it("runs no clock while it is held", () => {
  const floor = { ...SHARED.floor, current: { ...SHARED.floor.current, held: true } }
  expect(roomShared({ ...SHARED, floor }).speaker?.until).toBeNull()
})

it("shows the last result until another poll opens", () => {
  expect(roomShared(SHARED).decided?.result?.sentence).toBe("后一次")
  const polls = { ...SHARED.polls, p3: { stage: "open", title: "下一项" } }
  expect(roomShared({ ...SHARED, polls })).toMatchObject({ decided: null })
})

it("draws an empty room from nothing", () => {
  expect(roomShared({})).toMatchObject({ motion: null, speaker: null, queue: [], remarks: [], polls: [], decided: null })
  expect(quorumOf({})).toBeNull()
})
