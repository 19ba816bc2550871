import { expect, it } from "vitest"
import { follow, type Hall, putAway, QUIET, waiting } from "./votes"

const hall = (open: string[], more: Partial<Hall> = {}): Hall => ({ open, begun: () => false, writing: false, ...more })
const begun = { begun: (poll: string) => poll === "a" }

it("a vote that opens rises over the lower half", () => {
  expect(follow(QUIET, hall(["a"]))).toMatchObject({ shown: "a", raised: true })
})

it("does not rise over somebody who is writing, and waits at the foot", () => {
  expect(follow(QUIET, hall(["a"], { writing: true }))).toMatchObject({ shown: "a", raised: false })
})

it("never takes the sheet from a half-made choice, whatever opens or closes meanwhile", () => {
  const filling = follow(QUIET, hall(["a"]))
  for (const open of [["a", "b"], ["b", "a"], ["b"], []]) expect(follow(filling, hall(open, begun))).toBe(filling)
})

it("leaves a lowered sheet lowered when another vote opens", () => {
  const lowered = { ...follow(QUIET, hall(["a"])), raised: false }
  expect(follow(lowered, hall(["a", "b"]))).toBe(lowered)
})

it("goes when the vote is closed and nothing was chosen", () => {
  expect(follow(follow(QUIET, hall(["a"])), hall([]))).toMatchObject({ shown: null, raised: false })
  expect(follow(follow(QUIET, hall(["a"])), hall(["b"]))).toMatchObject({ shown: "b", raised: true })
})

it("brings the next vote when its owner is done with this one, and not this one again", () => {
  const both = follow(QUIET, hall(["a", "b"]))
  expect(waiting(both, hall(["a", "b"]))).toBe(1)
  const next = putAway(both, hall(["a", "b"]))
  expect(next).toMatchObject({ shown: "b", done: ["a"] })
  expect(putAway(next, hall(["a", "b"]))).toMatchObject({ shown: null, done: ["a", "b"] })
})
