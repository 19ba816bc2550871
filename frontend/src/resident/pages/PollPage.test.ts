import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import PollPage from "./PollPage.vue"

let server: Server
const POLL = "/api/v1/polls/p1"
const SESSION = "/_allauth/browser/v1/auth/session"
const stub = { code: "p1-7-3f9c", poll: "p1", seq: 7, leaf: "ABCD", full: "", channel: "kiosk", envelope: null }
const right = { right: "r1", label: "3号楼301室", usable: true, paper: false, conflict: "", struck: "", present: true, channel: null, receipt: null, behalf: false, proxy: null }
const poll = (...mine: object[]) => ({
  body: {
    id: "p1",
    number: "M18-P1",
    title: "外墙广告收益的用途",
    matter: "m1",
    stage: "open",
    means: "ballots",
    force: "binding",
    ballot: "yes_no",
    rule_title: { zh: "业主共同决定", en: "" },
    rule_sentence: "",
    rule_sentence_en: "",
    article: "",
    choices: [
      { key: "yes", label: "赞成", label_en: "For", cost_fen: null },
      { key: "no", label: "反对", label_en: "Against", cost_fen: null },
    ],
    adopts: [],
    may_choose: null,
    budget_fen: 0,
    entitled: 36,
    turnout: 5,
    closes_at: null,
    result: null,
    box: null,
    secrecy_sentence: "记名。",
    secrecy_sentence_en: "Named.",
    secrecy_warnings: [],
    motion_text: { id: "o1", number: "M18", title: "外墙广告收益的用途", who: "居委会", when: "四月", what: "公示账目", page: {} },
    allowed: ["ballot.cast", "proxy.revoke"],
    blocked: {},
    mine,
  },
})

beforeEach(() => {
  sessionStorage.clear()
  server = startServer()
  server.on("GET", POLL, poll(right))
  server.on("DELETE", SESSION, { status: 401, body: {} })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const address = (page: VueWrapper): string => (page.vm.$router as { currentRoute: { value: { fullPath: string } } }).currentRoute.value.fullPath
const signedOut = (): boolean => server.asked.some((one) => one.method === "DELETE" && one.path === SESSION)

async function vote(page: VueWrapper): Promise<void> {
  server.on("POST", `${POLL}/cast`, { body: { receipt: stub } })
  await page.findAll("label").find((one) => one.text().includes("反对"))?.get("input").setValue()
  await page.get("form").trigger("submit")
  await flushPromises()
  server.on("GET", POLL, poll({ ...right, usable: false, channel: "kiosk", receipt: stub }))
  await page.get("form").trigger("submit")
  await flushPromises()
}

it("on the hall's tablet casts as the tablet, shows the receipt, and signs the voter out for the next", async () => {
  const page = await render(PollPage, { id: "p1" }, "/poll/p1?tablet")
  expect(page.text()).not.toContain("下一位")
  await vote(page)
  expect(server.asked.find((one) => one.path === `${POLL}/cast`)?.body).toEqual({ choice: "no", right: "r1", channel: "kiosk" })
  expect([page.text(), signedOut()]).toEqual([expect.stringContaining("p1-7-3f9c"), false])
  await button(page, "下一位").trigger("click")
  await flushPromises()
  expect([signedOut(), address(page)]).toEqual([true, "/sign-in?back=/poll/p1?tablet"])
})

it("leaves nobody signed in on the tablet who walks away", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  const page = await render(PollPage, { id: "p1" }, "/poll/p1?tablet")
  await vote(page)
  vi.advanceTimersByTime(60_000)
  await flushPromises()
  expect([signedOut(), address(page)]).toEqual([true, "/sign-in?back=/poll/p1?tablet"])
})

it("keeps its own voter signed in on a phone", async () => {
  const page = await render(PollPage, { id: "p1" }, "/poll/p1")
  await vote(page)
  expect(server.asked.find((one) => one.path === `${POLL}/cast`)?.body).toEqual({ choice: "no", right: "r1" })
  expect(page.text()).not.toContain("下一位")
})

it("tells an agent whose vote it is, and by whose wish it is cast", async () => {
  server.on("GET", POLL, poll({ ...right, behalf: true, proxy: { id: "x1", agent: "石律师", at: "2026-03-02T01:00:00Z", used: false } }))
  const page = await render(PollPage, { id: "p1" }, "/poll/p1")
  expect(page.text()).toContain("您受“3号楼301室”书面委托")
  expect(page.text()).toContain("请按委托人的意见投")
  expect(page.findAll("button").map((one) => one.text())).not.toContain("撤销委托")
})

it("shows an owner who else may cast their vote, and lets them revoke it until it is used", async () => {
  const proxy = { id: "x1", agent: "石律师", at: "2026-03-02T01:00:00Z", used: false }
  server.on("GET", POLL, poll({ ...right, proxy }))
  server.on("POST", `${POLL}/revoke_proxy`, { body: { id: "p1", stage: "open", allowed: [], facts: {} } })
  const page = await render(PollPage, { id: "p1" }, "/poll/p1")
  expect(page.text()).toContain("已书面委托 石律师 代投")
  await button(page, "撤销委托").trigger("click")
  server.on("GET", POLL, poll(right))
  await button(page, "撤销委托").trigger("click")
  await flushPromises()
  expect(server.asked.find((one) => one.path === `${POLL}/revoke_proxy`)?.body).toEqual({ proxy: "x1" })
  expect(page.text()).not.toContain("石律师")
  server.on("GET", POLL, poll({ ...right, usable: false, channel: "phone", receipt: stub, proxy: { ...proxy, used: true } }))
  const after = await render(PollPage, { id: "p1" }, "/poll/p1")
  expect(after.text()).toContain("由受托人 石律师 投出")
  expect(after.findAll("button").map((one) => one.text())).not.toContain("撤销委托")
})
