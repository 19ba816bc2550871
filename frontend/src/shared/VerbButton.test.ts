import { flushPromises } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import VerbButton from "./VerbButton.vue"

let server: Server
const ENDORSE = "/api/v1/matters/1/endorse"
const refusal = { code: "wrong_stage", message: "这件事已经办结", message_en: "Closed", next: { zh: "请刷新页面", en: "Reload" } }

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  server = startServer()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it("sends at once what asks for nothing, and tells the page", async () => {
  server.on("POST", ENDORSE, { body: { id: "1" } })
  const wrapper = await render(VerbButton, { verb: "matter.endorse", id: "1" })
  await button(wrapper, "附议").trigger("click")
  await flushPromises()
  expect(wrapper.emitted("done")).toEqual([[{ id: "1" }]])
})

it("asks before what cannot be taken back, and takes no for an answer", async () => {
  const wrapper = await render(VerbButton, { verb: "matter.withdraw", id: "1" })
  await button(wrapper, "撤回").trigger("click")
  expect(wrapper.text()).toContain("撤回后不再办理")
  await button(wrapper, "先不办").trigger("click")
  expect(server.asked).toEqual([])
  expect(wrapper.text()).not.toContain("撤回后不再办理")
})

it("asks for a reason and does not send without one", async () => {
  server.on("POST", "/api/v1/matters/1/contest", { body: {} })
  const wrapper = await render(VerbButton, { verb: "matter.contest", id: "1" })
  await button(wrapper, "申请复核").trigger("click")
  await button(wrapper, "申请复核").trigger("click")
  expect([server.asked.length, wrapper.text()]).toEqual([0, expect.stringContaining("这一项还没有填")])
  await wrapper.get("textarea").setValue(" 不是一件事 ")
  await button(wrapper, "申请复核").trigger("click")
  await flushPromises()
  expect(server.asked[0]?.body).toEqual({ reason: "不是一件事" })
})

it("says in a sentence why a blocked verb cannot be done, and does nothing", async () => {
  const wrapper = await render(VerbButton, { verb: "matter.endorse", id: "1", blocked: refusal })
  const blocked = button(wrapper, "附议")
  await blocked.trigger("click")
  expect(server.asked).toEqual([])
  expect(blocked.attributes("aria-disabled")).toBe("true")
  expect(wrapper.get(`#${blocked.attributes("aria-describedby")}`).text()).toBe("这件事已经办结 请刷新页面")
})

it("shows what a refusal says, and can be tried again", async () => {
  server.on("POST", ENDORSE, { status: 409, body: refusal })
  const wrapper = await render(VerbButton, { verb: "matter.endorse", id: "1" })
  await button(wrapper, "附议").trigger("click")
  await flushPromises()
  expect(wrapper.get("[role=alert]").text()).toContain("这件事已经办结")
  expect(button(wrapper, "附议").attributes("disabled")).toBeUndefined()
})

it("without an answer says 未确认, asks again by itself with the same key, and then says what happened", async () => {
  let answers = 0
  server.on("POST", ENDORSE, () => (++answers < 3 ? "nothing" : { body: { id: "1" } }))
  const wrapper = await render(VerbButton, { verb: "matter.endorse", id: "1" })
  await button(wrapper, "附议").trigger("click")
  await flushPromises()
  expect(wrapper.get("[role=alert]").text()).toContain("未确认")
  expect(button(wrapper, "附议").attributes("disabled")).toBeDefined()
  await vi.advanceTimersByTimeAsync(2_000)
  await vi.advanceTimersByTimeAsync(4_000)
  await flushPromises()
  expect(new Set(server.asked.map((one) => one.key)).size).toBe(1)
  expect([server.asked.length, wrapper.emitted("done")?.length, wrapper.text()]).toEqual([3, 1, "附议"])
})

it("asks again when the person says so", async () => {
  let answers = 0
  server.on("POST", ENDORSE, () => (++answers < 2 ? "nothing" : { body: {} }))
  const wrapper = await render(VerbButton, { verb: "matter.endorse", id: "1" })
  await button(wrapper, "附议").trigger("click")
  await flushPromises()
  await button(wrapper, "现在再问一次").trigger("click")
  await flushPromises()
  expect(wrapper.emitted("done")).toHaveLength(1)
})
