import { describe, expect, it } from "vitest"
import type { Choice } from "@/api/polls"
import { BLANK, choiceOf, type Filled, fullFor, move, type Paper, press, rate, said, spent, yuan } from "./choice"

const choice = (key: string, cost_fen: number | null = null): Choice => ({ key, label: key, label_en: key, cost_fen })
function paper(ballot: string, keys = ["A", "B", "C", "abstain"], more: Partial<Paper> = {}): Paper {
  return { ballot, choices: keys.map((key) => choice(key)), most: null, budget: 0, ...more }
}
function pressed(on: Paper, ...keys: string[]): Filled {
  return keys.reduce((filled, key) => press(on, filled, key), BLANK)
}
const cast = (on: Paper, ...keys: string[]) => choiceOf(on, pressed(on, ...keys))

it("is nothing to cast until something is chosen, whatever the kind", () => {
  const kinds = ["yes_no", "consensus", "single_choice", "approval", "choose_up_to_k", "score", "rank", "budget"]
  expect(kinds.map((kind) => choiceOf(paper(kind), BLANK))).toEqual(kinds.map(() => null))
})

it.each(["yes_no", "consensus", "single_choice"])("%s holds one choice, the last one pressed", (kind) => {
  const on = paper(kind, ["yes", "no", "abstain"])
  expect(cast(on, "yes", "no")).toBe("no")
  expect(cast(on, "no", "no")).toBe("no")
  expect(cast(on, "no", "abstain")).toBe("abstain")
})

describe("approval", () => {
  it("holds any number, cast in the order of the ballot", () => {
    expect(cast(paper("approval"), "C", "A")).toEqual(["A", "C"])
  })
  it("takes a mark back when it is pressed again", () => {
    expect(cast(paper("approval"), "C", "A", "C")).toEqual(["A"])
    expect(cast(paper("approval"), "C", "C")).toBeNull()
  })
})

describe("choose up to k", () => {
  const on = paper("choose_up_to_k", undefined, { most: 2 })
  it("holds no more than k, and says why", () => {
    expect(cast(on, "A", "B", "C")).toEqual(["A", "B"])
    expect(fullFor(on, pressed(on, "A", "B"), "C")).toBe("most")
    expect(fullFor(on, pressed(on, "A", "B"), "A")).toBeNull()
  })
  it("lets one abstain instead at any time, and choose again after it", () => {
    expect(cast(on, "A", "B", "abstain")).toBe("abstain")
    expect(cast(on, "abstain", "C")).toEqual(["C"])
  })
})

describe("score", () => {
  const on = paper("score")
  it("holds a score for each that was given one", () => {
    expect(choiceOf(on, rate(rate(BLANK, "A", 5), "C", 1))).toEqual({ A: 5, C: 1 })
  })
  it("changes a score, and takes it back when it is given again", () => {
    expect(choiceOf(on, rate(rate(BLANK, "A", 5), "A", 3))).toEqual({ A: 3 })
    expect(choiceOf(on, rate(rate(BLANK, "A", 5), "A", 5))).toBeNull()
  })
  it("forgets the scores when one abstains, and the abstention when one scores", () => {
    expect(choiceOf(on, press(on, rate(BLANK, "A", 5), "abstain"))).toBe("abstain")
    expect(choiceOf(on, rate(pressed(on, "abstain"), "B", 2))).toEqual({ B: 2 })
  })
})

describe("rank", () => {
  const on = paper("rank")
  it("holds them in the order they were pressed, best first, not necessarily all", () => {
    expect(cast(on, "C", "A")).toEqual(["C", "A"])
    expect(said(on, pressed(on, "C", "A")).map((row) => [row.choice.key, row.place])).toEqual([["C", 1], ["A", 2]])
  })
  it("moves up and down, and not past the ends", () => {
    const filled = pressed(on, "C", "A", "B")
    expect(move(filled, "B", -1).marks).toEqual(["C", "B", "A"])
    expect(move(filled, "C", 1).marks).toEqual(["A", "C", "B"])
    expect([move(filled, "C", -1), move(filled, "B", 1)]).toEqual([filled, filled])
  })
  it("closes up when one is taken out", () => {
    expect(cast(on, "C", "A", "B", "A")).toEqual(["C", "B"])
  })
  it("is an abstention alone", () => {
    expect(cast(on, "C", "abstain")).toBe("abstain")
  })
})

describe("budget", () => {
  const choices = [choice("A", 780_000), choice("B", 300_000), choice("C", 200_050), choice("abstain")]
  const on: Paper = { ballot: "budget", choices, most: null, budget: 1_000_000 }
  it("adds up what is chosen", () => {
    expect(spent(on, pressed(on, "C", "A"))).toBe(980_050)
    expect(cast(on, "C", "A")).toEqual(["A", "C"])
  })
  it("takes nothing over the budget, and says why", () => {
    expect(cast(on, "A", "B")).toEqual(["A"])
    expect([fullFor(on, pressed(on, "A"), "B"), fullFor(on, pressed(on, "A"), "C")]).toEqual(["budget", null])
  })
  it("writes yuan exactly", () => {
    expect([yuan(780_000), yuan(50), yuan(200_005), yuan(123_456_789_00)]).toEqual(["7,800", "0.5", "2,000.05", "123,456,789"])
  })
})

it("a kind without a ballot can hold nothing", () => {
  expect(choiceOf(paper("none"), { marks: ["A"], scores: {} })).toBeNull()
})
