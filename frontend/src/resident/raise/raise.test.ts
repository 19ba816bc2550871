import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import RaisePage from "./RaisePage.vue"

let server: Server
const units = [{ id: "u1", number: 1, households: 12 }, { id: "u2", number: 2, households: 12 }]
const building = (n: number) => ({ id: `b${n}`, name: `${n}号楼`, number: n, floors: 6, x: 60 * n, y: 0, compound: { id: "c", name: "槐安里" }, units })
const grids = [{ id: "g1", code: "QY-HA-01", name: "第一网格", buildings: [building(1), building(3)] }]
const matter = {
  id: "m9",
  stage: "submitted",
  allowed: [],
  facts: { number: "QY-HA-2026-0033", sentence: "网格员 48 小时内答复。", sentence_en: "", due: "2026-12-01" },
}
const alike = { id: "m1", number: "QY-HA-2026-0001", title: "加装电梯意向协商", stage: "in_review", similarity: 600, endorsements: 12, allowed: ["matter.endorse"] }
const DRAFT = {
  title: "想加装电梯",
  text: "老人上下楼吃力",
  category: "住房与电梯",
  grid: "g1",
  building: "b3",
  unit: "u2",
  placeNote: "",
  affected: "unit",
  common: "unsure",
  join: true,
  help: false,
  hideName: false,
  photos: [],
}

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  server = startServer()
  server.on("GET", "/api/v1/places", { body: { community: { id: "HA", name: "槐安社区" }, grids } })
  server.on("GET", "/api/v1/matters/similar", { body: { items: [] } })
  server.on("POST", "/api/v1/matters", { body: matter })
})
afterEach(() => {
  document.body.innerHTML = ""
  vi.unstubAllGlobals()
})

async function next(page: VueWrapper): Promise<void> {
  await page.get("form").trigger("submit")
  await flushPromises()
}
async function choose(page: VueWrapper, label: string): Promise<void> {
  const row = page.findAll("label").find((one) => one.text().includes(label))
  await row?.get("input").setValue()
}
const heading = (page: VueWrapper): string => page.get("h1").text()
const raised = () => server.asked.filter((one) => one.method === "POST")

it("asks one question a screen and sends what was said, once", async () => {
  const page = await render(RaisePage, {}, "/raise")
  await page.get("textarea").setValue("老人上下楼吃力")
  await page.get("input[type=text]").setValue("想加装电梯")
  await next(page)
  expect(heading(page)).toBe("在哪里")
  await button(page, "3号楼").trigger("click")
  await choose(page, "2单元")
  await next(page)
  await choose(page, "说不清")
  await next(page)
  await choose(page, "这个单元的住户")
  await next(page)
  await choose(page, "住房与电梯")
  await next(page)
  expect(heading(page)).toBe("核对后提出")
  expect(page.text()).toContain("第一网格 · 3号楼 · 2单元")
  await choose(page, "我愿意参加商量")
  await next(page)
  expect(raised().map((one) => one.body)).toEqual([
    {
      title: "想加装电梯",
      text: "老人上下楼吃力",
      category: "住房与电梯",
      grid: "g1",
      building: "b3",
      unit: "u2",
      place_note: "",
      affected: { kind: "unit", ids: ["u2"] },
      wishes_to_join: true,
      wishes_to_help: false,
      hide_name: false,
      owners_common: null,
      photos: [],
      not_emergency: false,
    },
  ])
  expect(page.text()).toContain("QY-HA-2026-0033")
  expect(page.text()).toContain("网格员 48 小时内答复。")
})

it("does not go on without an answer", async () => {
  const page = await render(RaisePage, {}, "/raise")
  await next(page)
  expect([heading(page), page.text()]).toEqual(["是什么事", expect.stringContaining("请写几句")])
})

it("keeps what was written on the phone until it is sent", async () => {
  const page = await render(RaisePage, {}, "/raise")
  await page.get("textarea").setValue("写到一半")
  page.unmount()
  const again = await render(RaisePage, {}, "/raise")
  expect((again.get("textarea").element as HTMLTextAreaElement).value).toBe("写到一半")
})

it("forgets the draft once it was raised", async () => {
  localStorage.setItem("consult.raise", JSON.stringify(DRAFT))
  const page = await render(RaisePage, {}, "/raise?step=check")
  await next(page)
  page.unmount()
  expect(localStorage.getItem("consult.raise")).toBeNull()
})

it("opened in the middle begins at the first question without an answer", async () => {
  localStorage.setItem("consult.raise", JSON.stringify({ ...DRAFT, common: null }))
  const page = await render(RaisePage, {}, "/raise?step=check")
  await flushPromises()
  expect(heading(page)).toBe("是不是业主共有的地方")
})

it("takes the building of a scanned code as the place", async () => {
  const page = await render(RaisePage, {}, "/raise?step=what&building=b1")
  await page.get("textarea").setValue("灯坏了")
  await page.get("input[type=text]").setValue("灯坏了")
  await next(page)
  expect(page.get("[aria-pressed=true]").text()).toBe("1号楼")
})

it("offers an open matter to endorse, which ends the draft", async () => {
  localStorage.setItem("consult.raise", JSON.stringify(DRAFT))
  server.on("GET", "/api/v1/matters/similar", { body: { items: [alike] } })
  server.on("POST", "/api/v1/matters/m1/endorse", { body: { id: "m1" } })
  vi.useFakeTimers()
  const page = await render(RaisePage, {}, "/raise?step=kind")
  await vi.advanceTimersByTimeAsync(600)
  vi.useRealTimers()
  await next(page)
  expect(heading(page)).toBe("是不是这件")
  await button(page, "附议").trigger("click")
  await flushPromises()
  expect([raised().map((one) => one.path), localStorage.getItem("consult.raise")]).toEqual([["/api/v1/matters/m1/endorse"], null])
})

it("offers it also to somebody who goes on before the pause for typing is over", async () => {
  localStorage.setItem("consult.raise", JSON.stringify(DRAFT))
  server.on("GET", "/api/v1/matters/similar", { body: { items: [alike] } })
  const page = await render(RaisePage, {}, "/raise?step=kind")
  await next(page)
  await flushPromises()
  expect(heading(page)).toBe("是不是这件")
})

it("a field the server refuses leads back to its question", async () => {
  localStorage.setItem("consult.raise", JSON.stringify(DRAFT))
  server.on("POST", "/api/v1/matters", {
    status: 422,
    body: { code: "invalid", message: "标题太短", message_en: "Too short", next: { zh: "", en: "" }, facts: { field: "title" } },
  })
  const page = await render(RaisePage, {}, "/raise?step=check")
  await next(page)
  expect(page.get("[role=alert]").text()).toContain("标题太短")
  await page.findAll("button.button").find((one) => one.text() === "修改" && !one.classes("plain"))?.trigger("click")
  await flushPromises()
  expect(heading(page)).toBe("是什么事")
})

it("that sounds like an emergency gives the numbers to call, and goes on only when it is none", async () => {
  localStorage.setItem("consult.raise", JSON.stringify(DRAFT))
  let said: unknown
  server.on("POST", "/api/v1/matters", async (request) => {
    said = ((await request.clone().json()) as { not_emergency: boolean }).not_emergency
    const facts = { call: ["110", "119", "120"], words: ["着火"] }
    const refusal = { code: "emergency", message: "听起来很紧急", message_en: "", next: { zh: "", en: "" }, facts }
    return said === true ? { body: matter } : { status: 409, body: refusal }
  })
  const page = await render(RaisePage, {}, "/raise?step=check")
  await next(page)
  expect(page.findAll("a[href^=tel]").map((a) => a.attributes("href"))).toEqual(["tel:110", "tel:119", "tel:120"])
  await button(page, "不是紧急情况").trigger("click")
  await flushPromises()
  expect([said, page.text()]).toEqual([true, expect.stringContaining("QY-HA-2026-0033")])
})

it("without an answer stays 未确认 and keeps the draft", async () => {
  localStorage.setItem("consult.raise", JSON.stringify(DRAFT))
  server.on("POST", "/api/v1/matters", "nothing")
  const page = await render(RaisePage, {}, "/raise?step=check")
  await next(page)
  expect(page.text()).toContain("未确认")
  expect(localStorage.getItem("consult.raise")).not.toBeNull()
  page.unmount()
})
