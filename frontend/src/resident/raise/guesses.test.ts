import { describe, expect, it } from "vitest"
import { CATEGORIES } from "./categories"
import type { Draft } from "./draft"
import { fill, headline, likelyKind } from "./guesses"

const EMPTY: Draft = { title: "", text: "", category: null, grid: null, building: null, unit: null, placeNote: "", affected: null, common: null, join: false, help: false, hideName: false, photos: [] }

it.each([
  ["三号楼门口的路灯不亮了。已经两个星期。", "三号楼门口的路灯不亮了"],
  ["楼道里堆着纸箱！谁来管管？", "楼道里堆着纸箱"],
  ["  灯坏了  ", "灯坏了"],
  [`${"很长的一句话".repeat(12)}，后面还有`, "很长的一句话".repeat(12).slice(0, 60)],
  ["", ""],
])("the headline of %s", (text, short) => {
  expect(headline(text)).toBe(short)
})

describe("the kind that is put in", () => {
  it.each([
    ["我们单元想加装电梯", "住房与电梯"],
    ["楼道里有人飞线充电", "消防与充电"],
    ["晚上广场舞太吵", "噪声与文体"],
    ["下水管返水", "给排水与房屋"],
  ])("%s is %s", (text, kind) => {
    expect(likelyKind(text)).toBe(kind)
  })

  it("is one of those the server knows", () => {
    const kinds = ["电梯", "充电", "停车", "助餐", "垃圾", "漏水", "噪音", "物业费", "路灯", "养犬", "绿化", "监控", "快递"].map(likelyKind)
    expect(kinds.filter((kind) => kind === null || !(CATEGORIES as readonly string[]).includes(kind))).toEqual([])
  })

  it("is none where nothing tells", () => {
    expect(likelyKind("有件事想说")).toBeNull()
  })
})

it("puts in what nobody answered, and leaves what somebody did", () => {
  const fresh = { ...EMPTY, text: "路灯坏了。", grid: "g", building: "b" }
  fill(fresh)
  expect([fresh.title, fresh.category, fresh.affected]).toEqual(["路灯坏了", "市政设施", "building"])
  const said: Draft = { ...EMPTY, text: "路灯坏了。", title: "修灯", category: "其他", grid: "g", building: "b", affected: "community" }
  fill(said)
  expect([said.title, said.category, said.affected]).toEqual(["修灯", "其他", "community"])
})

it("says of nobody that they are touched where no building was picked", () => {
  const vague = { ...EMPTY, text: "路灯坏了。", grid: "g" }
  fill(vague)
  expect(vague.affected).toBeNull()
})
