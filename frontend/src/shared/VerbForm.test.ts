import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import { FIELDS } from "./fields"
import VerbButton from "./VerbButton.vue"
import { fieldsOf, VERBS } from "./verbs"

let server: Server
const sent = () => server.asked.map((one) => one.body)

beforeEach(() => {
  sessionStorage.clear()
  server = startServer()
})
afterEach(() => vi.unstubAllGlobals())

async function open(verb: string, word: string): Promise<VueWrapper> {
  server.on("POST", `/api/v1/matters/1/${verb.split(".")[1]}`, { body: { id: "1" } })
  const wrapper = await render(VerbButton, { verb, id: "1" })
  await button(wrapper, word).trigger("click")
  return wrapper
}
async function choose(wrapper: VueWrapper, label: string): Promise<void> {
  await wrapper.findAll("label").find((one) => one.text().includes(label))?.get("input").setValue()
}
async function send(wrapper: VueWrapper, word: string): Promise<void> {
  await button(wrapper, word).trigger("click")
  await flushPromises()
}

it("asks for ticks and a reason, and sends what was ticked and what was not", async () => {
  const wrapper = await open("topic.admit", "立项")
  await choose(wrapper, "合法合规")
  await wrapper.get("textarea").setValue("大家都关心")
  await send(wrapper, "立项")
  const checks = { political: false, legal: true, public_good: false, feasible: false }
  expect(sent()).toEqual([{ checks, reason: "大家都关心" }])
})

it("asks yes or no, begins with neither, and sends true or false", async () => {
  const wrapper = await open("topic.opine", "填写委员意见")
  await wrapper.get("textarea").setValue("还需要问楼上住户")
  await send(wrapper, "填写委员意见")
  expect(sent()).toEqual([])
  await choose(wrapper, "不赞成")
  await send(wrapper, "填写委员意见")
  expect(sent()).toEqual([{ favours: false, text: "还需要问楼上住户" }])
})

it("lets open what may stay open", async () => {
  const wrapper = await open("matter.suggest", "提分流建议")
  await choose(wrapper, "小事")
  await send(wrapper, "提分流建议")
  expect(sent()).toEqual([{ route: "small", owners_common: null, reason: "" }])
})

it("every field that a verb asks for is known", () => {
  const asked = Object.values(VERBS).flatMap((asks) => fieldsOf(asks).map(({ name }) => name))
  expect([...new Set(asked)].filter((name) => !(name in FIELDS))).toEqual([])
})
