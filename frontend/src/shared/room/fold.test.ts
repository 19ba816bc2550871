import { describe, expect, it } from "vitest"
import { event, type Folded, gauges, heard, hello, type Known, type RoomEvent, take } from "./fold"

const snapshot = (pos: number, shared = {}) => ({ epoch: "e", pos, shared, mine: {} })
const start = (pos = 5): Known => take(snapshot(pos, { said: {} })).known
const said = (p: number): RoomEvent => ({ p, t: "remark.send", d: { set: { [`said.r${p}`]: p } } })

function fold(known: Known, ...events: RoomEvent[]): Folded {
  return events.reduce<Folded>((folded, got) => event(folded.known, got), { known, need: "nothing" })
}

describe("events", () => {
  it("apply in order and move the position", () => {
    const { known, need } = fold(start(), said(6), said(7))
    expect([known.pos, known.shared, need]).toEqual([7, { said: { r6: 6, r7: 7 } }, "nothing"])
  })

  it("that are hidden move the position and change nothing", () => {
    const { known, need } = fold(start(), { p: 6 }, said(7))
    expect([known.pos, known.shared, need]).toEqual([7, { said: { r7: 7 } }, "nothing"])
  })

  it("that came before are passed over", () => {
    const { known, need } = fold(start(), said(6), said(6), said(3))
    expect([known.pos, need]).toEqual([6, "nothing"])
  })

  it("after a hole wait, ask for what is missing, and follow when it comes", () => {
    const hole = fold(start(), said(8), said(7))
    expect([hole.known.pos, hole.need]).toEqual([5, "since"])
    const healed = fold(hole.known, said(6))
    expect([healed.known.pos, healed.need]).toEqual([8, "nothing"])
    expect(healed.known.shared).toEqual({ said: { r6: 6, r7: 7, r8: 8 } })
  })

  it("in any order make the same state as in order", () => {
    const inOrder = fold(start(), said(6), said(7), said(8), said(9)).known.shared
    expect(fold(start(), said(9), said(7), said(6), said(8)).known.shared).toEqual(inOrder)
  })

  it("that do not fit ask for a snapshot and leave the state whole", () => {
    const { known, need } = event(start(), { p: 6, d: { add: { said: [1] } } })
    expect([known.pos, known.shared, need]).toEqual([5, { said: {} }, "snapshot"])
  })

  it("held in too great a number ask for a snapshot", () => {
    const late = Array.from({ length: 501 }, (_, n) => said(7 + n))
    expect(fold(start(), ...late).need).toBe("snapshot")
  })
})

describe("a snapshot", () => {
  it("keeps events that came after it while it was on its way", () => {
    const waiting = fold(start(), said(9), said(10)).known
    const { known, need } = take(snapshot(8, { said: { all: true } }), waiting)
    expect([known.pos, known.shared, need]).toEqual([10, { said: { all: true, r9: 9, r10: 10 } }, "nothing"])
  })

  it("of another epoch forgets what was held", () => {
    const waiting = fold(start(), said(9)).known
    const { known } = take({ ...snapshot(1), epoch: "other" }, waiting)
    expect([known.pos, known.held.size, known.head]).toEqual([1, 0, 1])
  })

  it("keeps the gauges, which have no position", () => {
    const before = gauges(start(), { present: 31 })
    expect(take(snapshot(8), before).known.gauges).toEqual({ present: 31 })
  })
})

it("a heartbeat ahead of us shows that the last event was lost", () => {
  expect(heard(start(5), 6).need).toBe("since")
  expect(heard(start(5), 5).need).toBe("nothing")
})

it("another epoch asks for a snapshot", () => {
  expect(hello(start(), "e").need).toBe("nothing")
  expect(hello(start(), "f").need).toBe("snapshot")
})

describe("a catch-up", () => {
  const caught = { p: 9, since: 5, t: "catch_up", d: { set: { "said.r9": 9 }, del: ["said.r6"] } }

  it("takes us straight to its position", () => {
    const { known, need } = event(start(), caught)
    expect([known.pos, known.shared, need]).toEqual([9, { said: { r9: 9 } }, "nothing"])
  })

  it("takes us along from within, and lets what waited follow", () => {
    const { known, need } = fold(start(), said(6), said(10), caught)
    expect([known.pos, known.shared, need]).toEqual([10, { said: { r9: 9, r10: 10 } }, "nothing"])
  })

  it("that begins after us is a hole", () => {
    expect(event(start(3), caught)).toMatchObject({ known: { pos: 3 }, need: "since" })
  })
})

describe("what concerns me", () => {
  it("comes inside its event, in parts, each whole, and in the events' order", () => {
    const asked = { p: 6, mine: { waiting: "a", "remark.1": { state: "held" } } }
    const { known } = fold(start(), { p: 7, mine: { waiting: null } }, asked)
    expect([known.pos, known.mine]).toEqual([7, { waiting: null, "remark.1": { state: "held" } }])
  })

  it("comes with a catch-up too", () => {
    expect(event(start(), { p: 9, since: 5, mine: { presence: "online" } }).known.mine).toEqual({ presence: "online" })
  })
})
