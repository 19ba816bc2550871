import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { Poll, Right } from "@/api/polls"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import BallotForm from "./BallotForm.vue"

let server: Server
const right = (id: string, more: Partial<Right> = {}): Right => ({
  right: id,
  label: `3号楼${id}室`,
  usable: true,
  paper: false,
  conflict: "",
  struck: "",
  present: true,
  channel: null,
  behalf: false,
  proxy: null,
  receipt: null,
  ...more,
})
const stub = (code: string, seq: number) => ({ code, poll: "p1", seq, leaf: "ABCD", full: "", channel: "phone", envelope: null })
const CHOICES = [
  { key: "yes", label: "赞成", label_en: "For", cost_fen: null },
  { key: "no", label: "反对", label_en: "Against", cost_fen: null },
  { key: "abstain", label: "弃权", label_en: "Abstain", cost_fen: null },
]
const poll = {
  id: "p1",
  title: "开设老年助餐点",
  stage: "open",
  ballot: "yes_no",
  choices: CHOICES,
  adopts: [],
  may_choose: null,
  budget_fen: 0,
  number: "M18-P1",
  secrecy_sentence: "记名。",
  secrecy_sentence_en: "Named.",
  secrecy_warnings: [],
  box: null,
  allowed: ["ballot.cast"],
} as unknown as Poll

beforeEach(() => {
  sessionStorage.clear()
  server = startServer()
  server.on("POST", "/api/v1/polls/p1/cast", { body: { receipt: stub("p1-7-3f9c", 7) } })
})
afterEach(() => vi.unstubAllGlobals())

async function choose(page: VueWrapper, label: string): Promise<void> {
  await page.findAll("label").find((one) => one.text().includes(label))?.get("input").setValue()
  await page.get("form").trigger("submit")
  await flushPromises()
}
async function cast(page: VueWrapper): Promise<void> {
  await page.get("form").trigger("submit")
  await flushPromises()
}

it("repeats the choice in words before it is cast, and then shows the stub", async () => {
  const page = await render(BallotForm, { poll, right: right("301") })
  await choose(page, "反对")
  expect([server.asked.length, page.text()]).toEqual([0, expect.stringContaining("您投的是反对")])
  await cast(page)
  expect(server.asked[0]?.body).toEqual({ choice: "no", right: "301" })
  expect(page.text()).toContain("p1-7-3f9c")
})

it("keeps nothing of the choice on the phone or on the screen", async () => {
  const page = await render(BallotForm, { poll, right: right("301") })
  await choose(page, "反对")
  await cast(page)
  expect(page.text()).not.toContain("反对")
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain("no")
})

it("can be chosen again until it is cast", async () => {
  const page = await render(BallotForm, { poll, right: right("301") })
  await choose(page, "反对")
  await button(page, "重新选").trigger("click")
  await choose(page, "赞成")
  await cast(page)
  expect(server.asked[0]?.body).toMatchObject({ choice: "yes" })
})

it("does not go on without a choice", async () => {
  const page = await render(BallotForm, { poll, right: right("301") })
  await cast(page)
  expect([server.asked.length, page.text()]).toEqual([0, expect.stringContaining("请先选一项")])
})

it("without an answer is 未确认, and every right asks with its own key", async () => {
  server.on("POST", "/api/v1/polls/p1/cast", "nothing")
  server.on("GET", "/api/v1/polls/p1/receipt", "nothing")
  for (const id of ["301", "302"]) {
    const page = await render(BallotForm, { poll, right: right(id) })
    await choose(page, "赞成")
    await cast(page)
    expect(page.text()).toContain("未确认")
    expect(page.text()).not.toContain("已收到")
    page.unmount()
  }
  const [first, second] = server.asked.map((one) => one.key)
  expect(first).not.toBe(second)
})

it("finds out by its key that a ballot whose answer was lost is in, and does not cast it twice", async () => {
  server.on("POST", "/api/v1/polls/p1/cast", "nothing")
  server.on("GET", "/api/v1/polls/p1/receipt", { body: stub("p1-9-beef", 9) })
  const page = await render(BallotForm, { poll, right: right("301") })
  await choose(page, "赞成")
  await cast(page)
  await button(page, "现在再问一次").trigger("click")
  await flushPromises()
  expect(server.asked.map((one) => one.method)).toEqual(["POST", "GET"])
  expect(page.text()).toContain("第 9 票")
})

it("casts again, with the same key, what never arrived", async () => {
  let answers = 0
  server.on("POST", "/api/v1/polls/p1/cast", () => (++answers < 2 ? "nothing" : { body: { receipt: stub("p1-3-cafe", 3) } }))
  const page = await render(BallotForm, { poll, right: right("301") })
  await choose(page, "赞成")
  await cast(page)
  await button(page, "现在再问一次").trigger("click")
  await flushPromises()
  const posts = server.asked.filter((one) => one.method === "POST")
  expect([posts.length, posts[0]?.key === posts[1]?.key, page.text()]).toEqual([2, true, expect.stringContaining("第 3 票")])
})

it("keeps a half-made choice when the poll is read again, and says that it was not cast when the poll has closed", async () => {
  const page = await render(BallotForm, { poll, right: right("301") })
  await page.findAll("label").find((one) => one.text().includes("反对"))?.get("input").setValue()
  await page.setProps({ poll: { ...poll, turnout: 40 } })
  expect(page.find<HTMLInputElement>("input:checked").element.parentElement?.textContent).toContain("反对")
  await page.setProps({ poll: { ...poll, stage: "closed", allowed: [] } })
  expect(page.text()).toContain("没有投出")
})

it("shows the stub of a right that was used before", async () => {
  const page = await render(BallotForm, { poll, right: right("301", { receipt: stub("p1-2-aaaa", 2), usable: false }) })
  expect([page.text(), page.find("form").exists()]).toEqual([expect.stringContaining("第 2 票"), false])
})

it("offers no ballot where one was issued on paper", async () => {
  const page = await render(BallotForm, { poll, right: right("301", { paper: true, usable: false }) })
  expect([page.text(), page.find("form").exists()]).toEqual([expect.stringContaining("纸质选票"), false])
})
