import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { RailStop, Station } from "@/api/shapes"
import { render } from "@/testing/render"
import Rail from "./Rail.vue"

const stop = (station: Station, state: RailStop["state"], more: Partial<RailStop> = {}): RailStop => ({
  station,
  state,
  at: null,
  due: null,
  reason: null,
  reason_en: null,
  ...more,
})
const LINE = [
  stop("raise", "done", { at: "2026-06-10T01:00:00Z" }),
  stop("review", "passed_by", { reason: "小事不需要审题", reason_en: "Small" }),
  stop("discuss", "current", { due: "2026-06-30" }),
  stop("vote", "to_come"),
]

beforeEach(() => vi.useFakeTimers({ now: Date.parse("2026-06-20T04:00:00Z"), toFake: ["Date"] }))
afterEach(() => vi.useRealTimers())

it("is a list whose current station is marked and says its state and deadline", async () => {
  const rail = await render(Rail, { stops: LINE, size: "small" })
  const current = rail.find("[aria-current=step]")
  expect(current.text()).toBe("协商正在进行，6月30日前")
  expect(rail.findAll("li").map((li) => li.text())[0]).toBe("提出已完成，6月10日")
})

it("shows the current station and its deadline under the line", async () => {
  const rail = await render(Rail, { stops: LINE, size: "small" })
  expect(rail.find(".caption").text()).toBe("协商6月30日前")
})

it("tells on touch why a station was passed by, on the matter's page", async () => {
  const rail = await render(Rail, { stops: LINE, size: "whole" })
  expect(rail.text()).not.toContain("小事不需要审题")
  await rail.get("button").trigger("click")
  expect(rail.get("[role=status]").text()).toBe("不经过“议题审核”：小事不需要审题")
  expect(rail.get("button").attributes("aria-expanded")).toBe("true")
})

it("is no button in a list, where the whole row is a way in", async () => {
  const rail = await render(Rail, { stops: LINE, size: "small" })
  expect(rail.find("button").exists()).toBe(false)
})

it("at its end speaks of the last station reached", async () => {
  const rail = await render(Rail, { stops: [LINE[0], stop("archive", "done", { at: "2026-06-18T01:00:00Z" })], size: "small" })
  expect(rail.find(".caption").text()).toBe("归档6月18日")
})
