import { describe, expect, it } from "vitest"
import { applyPatch, Misfit } from "./patch"

describe("a patch", () => {
  it("sets a value by its path and makes the objects on the way", () => {
    expect(applyPatch({}, { set: { "floor.current": { name: "丁奶奶" } } })).toEqual({ floor: { current: { name: "丁奶奶" } } })
  })

  it("sets into what is null as into nothing", () => {
    expect(applyPatch({ floor: null }, { set: { "floor.open": true } })).toEqual({ floor: { open: true } })
  })

  it("replaces a list whole", () => {
    expect(applyPatch({ order: ["a"] }, { set: { order: ["b", "c"] } })).toEqual({ order: ["b", "c"] })
  })

  it("adds to the end of a list, making it where there is none", () => {
    const state = applyPatch({ minutes: { lines: [1] } }, { add: { "minutes.lines": [2, 3], marks: ["x"] } })
    expect(state).toEqual({ minutes: { lines: [1, 2, 3] }, marks: ["x"] })
  })

  it("deletes a key, and is content when it is gone already", () => {
    const state = { remarks: { a: 1, b: 2 } }
    expect(applyPatch(state, { del: ["remarks.a", "remarks.c", "nowhere.x"] })).toEqual({ remarks: { b: 2 } })
  })

  it("applies set, then add, then del", () => {
    const patch = { del: ["q.a"], add: { "q.list": [1] }, set: { q: { a: 1, list: [] } } }
    expect(applyPatch({}, patch)).toEqual({ q: { list: [1] } })
  })

  it("leaves the old state as it was and shares what it does not touch", () => {
    const state = { floor: { current: null }, remarks: { a: { text: "好" } } }
    const next = applyPatch(state, { set: { "floor.current": 1 } })
    expect(state.floor.current).toBeNull()
    expect(next.remarks).toBe(state.remarks)
  })

  it.each([
    ["a path through a list", { set: { "list.0": 1 } }],
    ["a path through a word", { set: { "word.x": 1 } }],
    ["adding to an object", { add: { object: [1] } }],
    ["deleting within a list", { del: ["list.0"] }],
    ["an empty path", { set: { "": 1 } }],
    ["an empty part", { set: { "object..x": 1 } }],
    ["a path to the prototype", { set: { "__proto__.x": 1 } }],
  ])("does not fit: %s", (_name, patch) => {
    expect(() => applyPatch({ list: [1], word: "w", object: {} }, patch)).toThrow(Misfit)
  })
})
