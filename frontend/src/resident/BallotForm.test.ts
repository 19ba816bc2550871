import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { Poll, Right } from "@/api/polls"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import BallotForm from "./BallotForm.vue"

let server: Server
const right = (id: string, more: Partial<Right> = {}): Right => ({ right: id, label: `3号楼${id}室`, paper: false, conflict: "", receipt: null, ...more })
const poll = {
  id: "p1",
  title: "开设老年助餐点",
  stage: "open",
  ballot: "yes_no",
  options: [],
  secrecy_sentence: "记名。",
  secrecy_sentence_en: "Named.",
  allowed: ["ballot.cast"],
} as unknown as Poll

beforeEach(() => {
  sessionStorage.clear()
  server = startServer()
  server.on("POST", "/api/v1/polls/p1/cast", { body: { text: "p1-7-3f9c" } })
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
  expect(server.asked[0]?.body).toEqual({ choice: "no", right: "301", key: server.asked[0]?.key })
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
  for (const id of ["301", "302"]) {
    const page = await render(BallotForm, { poll, right: right(id) })
    await choose(page, "赞成")
    await cast(page)
    await button(page, "现在再问一次").trigger("click")
    await flushPromises()
    expect(page.text()).toContain("未确认")
    expect(page.text()).not.toContain("已收到")
    page.unmount()
  }
  const keys = server.asked.map((one) => one.key)
  expect([keys[0] === keys[1], keys[2] === keys[3], keys[0] === keys[2]]).toEqual([true, true, false])
})

it("shows the stub of a right that was used before", async () => {
  const page = await render(BallotForm, { poll, right: right("301", { receipt: "p1-2-aaaa" }) })
  expect([page.text(), page.find("form").exists()]).toEqual([expect.stringContaining("p1-2-aaaa"), false])
})

it("offers no ballot where one was issued on paper", async () => {
  const page = await render(BallotForm, { poll, right: right("301", { paper: true }) })
  expect([page.text(), page.find("form").exists()]).toEqual([expect.stringContaining("纸质选票"), false])
})
