import { expect, it } from "vitest"
import type { Concern } from "@/api/shapes"
import { inOrder, together } from "./concerns"

const told = (...ids: string[]): Concern[] => ids.map((id) => ({ id }) as Concern)
const shown = (items: Concern[], groups: string[][]): string[][] => together(items, groups).map((group) => group.map(({ id }) => id))

it("puts like beside like", () => {
  expect(shown(told("a", "b", "c"), [["a", "c"], ["b"]])).toEqual([["a", "c"], ["b"]])
})

it("leaves out what stands on a page that was not read, and a group of nothing else", () => {
  expect(shown(told("a"), [["a", "later"], ["later still"]])).toEqual([["a"]])
})

it("shows what the server put in no group by itself", () => {
  expect(shown(told("a", "old"), [["a"]])).toEqual([["a"], ["old"]])
})

it("puts what stands for itself after all that is named", () => {
  const labelled = { id: "ramp", label: "坡道" } as Concern
  expect(inOrder([told("alone"), [labelled], told("a", "b")]).map((group) => group[0]?.id)).toEqual(["a", "ramp", "alone"])
})
