import { flushPromises } from "@vue/test-utils"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { button } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import { render } from "../testing"
import VerbForm from "./VerbForm.vue"
import VerbPanel from "./VerbPanel.vue"
import VerbPress from "./VerbPress.vue"

const ABOUT = { id: "7" }
const DECLINE = "/api/v1/matters/7/decline"
let server: Server

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  server = startServer()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  document.body.innerHTML = ""
})

const refusal = (field?: string) => ({
  code: "invalid",
  message: "理由太长",
  message_en: "Too long",
  next: { zh: "请写短一些", en: "" },
  ...(field === undefined ? {} : { facts: { field } }),
})

describe("a verb's form", () => {
  it("is not sent with a field missing, and says which", async () => {
    const form = await render(VerbForm, { verb: "topic.decline", about: ABOUT })
    await form.trigger("submit")
    await flushPromises()
    expect(server.asked).toEqual([])
    expect(form.get("textarea").attributes("aria-invalid")).toBe("true")
    expect(form.text()).toContain("这一项还没有填")
  })

  it("sends what was filled in under the server's own names", async () => {
    server.on("POST", DECLINE, { body: { id: "7", stage: "not_listed", allowed: [], facts: {} } })
    const form = await render(VerbForm, { verb: "topic.decline", about: ABOUT })
    await form.get("textarea").setValue(" 不属于公共事务 ")
    await form.findAll("input[type=checkbox]")[1]?.setValue(true)
    await form.trigger("submit")
    await flushPromises()
    const checks = { political: false, legal: true, public_good: false, feasible: false }
    expect(server.asked[0]?.body).toEqual({ checks, reason: "不属于公共事务" })
    expect(form.emitted("done")?.[0]?.[0]).toMatchObject({ stage: "not_listed" })
  })

  it("does not offer a secrecy that the motion's rule forbids, and says what to choose instead", async () => {
    const why = { code: "secrecy_possible", message: "密封票箱里没有面积", message_en: "", next: { zh: "改用普通无记名", en: "" }, facts: {} }
    const items = [{ secrecy: "named", why: null }, { secrecy: "hidden", why: null }, { secrecy: "sealed", why }]
    server.on("GET", "/api/v1/motions/7/secrecies", { body: { items } })
    const form = await render(VerbForm, { verb: "poll.prepare", about: { id: "7", thing: { rule: "OWNERS_MAJ" } } })
    await flushPromises()
    expect(form.get<HTMLInputElement>("input[value=sealed]").element.disabled).toBe(true)
    expect(form.get<HTMLInputElement>("input[value=hidden]").element.disabled).toBe(false)
    expect(form.text()).toContain("密封票箱里没有面积。改用普通无记名。")
  })

  it("puts what the server refuses beside the field it names, and keeps what was written", async () => {
    server.on("POST", DECLINE, { status: 422, body: refusal("reason") })
    const form = await render(VerbForm, { verb: "topic.decline", about: ABOUT })
    await form.get("textarea").setValue("很长的理由")
    await form.trigger("submit")
    await flushPromises()
    const area = form.get("textarea")
    const described = area.attributes("aria-describedby")?.split(" ").map((id) => document.getElementById(id)?.textContent).join()
    expect(described).toContain("理由太长")
    expect((area.element as HTMLTextAreaElement).value).toBe("很长的理由")
    expect(form.find("[role=alert]").exists()).toBe(false)
  })

  it("says above the buttons what is refused of no field", async () => {
    server.on("POST", DECLINE, { status: 409, body: refusal() })
    const form = await render(VerbForm, { verb: "topic.decline", about: ABOUT })
    await form.get("textarea").setValue("理由")
    await form.trigger("submit")
    await flushPromises()
    expect(form.get("[role=alert]").text()).toContain("请写短一些")
  })

  it("without an answer asks again with the same key, and lets nothing else be sent meanwhile", async () => {
    let answers = 0
    server.on("POST", DECLINE, () => (++answers < 2 ? "nothing" : { body: { id: "7", stage: "not_listed", allowed: [], facts: {} } }))
    const form = await render(VerbForm, { verb: "topic.decline", about: ABOUT })
    await form.get("textarea").setValue("理由")
    await form.trigger("submit")
    await flushPromises()
    expect(form.text()).toContain("未确认")
    expect(form.get("button[type=submit]").attributes("disabled")).toBeDefined()
    await vi.advanceTimersByTimeAsync(2_000)
    await flushPromises()
    expect(new Set(server.asked.map((one) => one.key)).size).toBe(1)
    expect(form.emitted("done")).toHaveLength(1)
  })

  it("asks only for what a choice calls for, and sends no more", async () => {
    server.on("POST", "/api/v1/matters/7/route", { body: { id: "7", stage: "rejected", allowed: [], facts: {} } })
    const form = await render(VerbForm, { verb: "matter.route", about: ABOUT })
    expect(form.text()).not.toContain("转给谁")
    await form.get('input[value="government"]').setValue(true)
    expect(form.text()).toContain("转给谁")
    await form.get('input[value="reject"]').setValue(true)
    expect(form.text()).not.toContain("转给谁")
    await form.trigger("submit")
    await flushPromises()
    expect(server.asked.at(-1)?.body).toEqual({ route: "reject", reason: "" })
  })

  it("keeps what is being written when the page behind it is read again", async () => {
    const form = await render(VerbForm, { verb: "topic.decline", about: ABOUT })
    await form.get("textarea").setValue("写到一半")
    await form.setProps({ about: { id: "7", thing: { title: "新读到的" } } })
    expect((form.get("textarea").element as HTMLTextAreaElement).value).toBe("写到一半")
  })

  it("sends yuan as whole fen and a time with its zone", async () => {
    server.on("POST", "/api/v1/polls", { body: { id: "9", stage: "prepared", allowed: [], facts: {} } })
    const form = await render(VerbForm, { verb: "poll.prepare", about: { id: "7", thing: { rule: "BUDGET_RANK" } } })
    await form.get("input.money").setValue("1234.56")
    await form.get('input[type="datetime-local"]').setValue("2026-12-06T19:00")
    await form.trigger("submit")
    await flushPromises()
    expect(server.asked.at(-1)?.body).toMatchObject({ motion: "7", budget_fen: 123456, closes_at: "2026-12-06T19:00:00+08:00" })
  })
})

describe("a panel of verbs", () => {
  const blocked = { "topic.admit": { ...refusal(), message: "委员意见还不够" } }

  it("offers what nothing stands in the way of, and says why of the rest", async () => {
    const panel = await render(VerbPanel, { of: { allowed: ["topic.admit", "topic.return"], blocked }, about: ABOUT })
    expect(panel.findAll(".bar button").map((one) => one.text())).toEqual(["退回修改"])
    expect(panel.get(".blocked").text()).toContain("委员意见还不够")
    expect(panel.get(".blocked button").attributes("aria-disabled")).toBe("true")
  })

  it("has no button for what residents do on their own pages", async () => {
    const panel = await render(VerbPanel, { of: { allowed: ["matter.endorse", "petition.start"] }, about: ABOUT })
    expect(panel.findAll("button")).toEqual([])
  })

  it("opens one form at a time, and gives the focus back when it is left", async () => {
    const panel = await render(VerbPanel, { of: { allowed: ["topic.return", "topic.decline"] }, about: ABOUT })
    await button(panel, "退回修改").trigger("click")
    await button(panel, "不予立项").trigger("click")
    expect(panel.findAll("form")).toHaveLength(1)
    await panel.get("form").trigger("keydown", { key: "Escape" })
    await flushPromises()
    expect(panel.find("form").exists()).toBe(false)
    expect(document.activeElement?.textContent).toContain("不予立项")
  })

  it("opens with the verb that was pressed on the row", async () => {
    const panel = await render(VerbPanel, { of: { allowed: ["topic.return"] }, about: ABOUT, open: "topic.return" })
    expect(panel.find("form").exists()).toBe(true)
  })
})

it("two people signed in by one verb are two intentions, each with its own key", async () => {
  const path = "/api/v1/rooms/7/sign_out"
  server.on("POST", path, "nothing")
  for (const person of ["a", "b"]) {
    const press = await render(VerbPress, { verb: "presence.sign_out", about: ABOUT, fixed: { person }, intention: person })
    await press.get("button").trigger("click")
    await flushPromises()
  }
  expect(new Set(server.asked.map((one) => one.key)).size).toBe(2)
})
