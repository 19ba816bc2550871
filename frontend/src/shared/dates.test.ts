import { expect, it } from "vitest"
import { countdown, day, deadline, fullDay, moment } from "./dates"

const NOON = Date.parse("2026-06-28T12:00:00+08:00")

it.each([
  ["2026-07-05", "calm", "days", 7],
  ["2026-06-30", "soon", "days", 2],
  ["2026-07-01", "calm", "days", 3],
  ["2026-06-28", "soon", "hours", 12],
  ["2026-06-28T12:20:00+08:00", "soon", "minutes", 20],
  ["2026-06-28T12:00:20+08:00", "soon", "minutes", 1],
  ["2026-06-27", "late", "hours", 12],
  ["2026-06-24", "late", "days", 3],
] as const)("what is due %s is %s with %s %d", (due, level, unit, count) => {
  expect(deadline(due, NOON)).toEqual({ level, unit, count })
})

it("counts days by the clock in China, wherever the phone is", () => {
  const lateEvening = Date.parse("2026-06-28T16:30:00Z")
  expect(day("2026-06-28T16:30:00Z", "zh-CN", lateEvening)).toBe("6月29日")
})

it("writes the year only where it is another", () => {
  expect(day("2026-06-30", "zh-CN", NOON)).toBe("6月30日")
  expect(day("2027-01-03", "zh-CN", NOON)).toBe("2027年1月3日")
  expect(day("2026-06-30", "en", NOON)).toBe("30 Jun")
  expect(fullDay("2026-06-30", "zh-CN")).toBe("2026年6月30日")
})

it("writes the time where there is one", () => {
  expect(moment("2026-06-30T10:05:00Z", "zh-CN", NOON)).toBe("6月30日 18:05")
  expect(moment("2026-06-30", "zh-CN", NOON)).toBe("6月30日")
})

it("counts down to nothing and not below", () => {
  expect([countdown(125_000), countdown(400), countdown(-5_000)]).toEqual(["2:05", "0:01", "0:00"])
})
