import { expect, it } from "vitest"
import { render } from "@/testing/render"
import VerbBar from "./VerbBar.vue"

const blocked = { "petition.start": { code: "open", message: "已经有一个联名", message_en: "", next: { zh: "", en: "" } } }
const OF = { allowed: ["matter.endorse", "matter.contest", "matter.route", "petition.start"], blocked }
const words = (wrapper: Awaited<ReturnType<typeof render>>): string[] => wrapper.findAll("button").map((one) => one.text())

it("gives every verb without a form its button, the likely one in the accent", async () => {
  const bar = await render(VerbBar, { of: OF, id: "1" })
  expect(words(bar)).toEqual(["附议", "申请复核", "发起联名"])
  expect(bar.findAll("button.accent").map((one) => one.text())).toEqual(["附议"])
})

it("puts what waits for this person before what anybody may do", async () => {
  const bar = await render(VerbBar, { of: { allowed: ["matter.endorse", "matter.accept", "petition.start"] }, id: "1" })
  expect(words(bar)).toEqual(["受理", "附议", "发起联名"])
})

it("at a phone's foot shows the likely verb and opens the others", async () => {
  const bar = await render(VerbBar, { of: OF, id: "1", few: true })
  expect(words(bar)).toEqual(["附议", "其他可办的事（2）"])
  await bar.findAll("button")[1]?.trigger("click")
  expect(words(bar)).toEqual(["附议", "申请复核", "发起联名", "收起"])
})

it("makes nothing of what one seldom comes for: withdrawing is never the thing to do next", async () => {
  const bar = await render(VerbBar, { of: { allowed: ["matter.withdraw", "petition.start"] }, id: "1", few: true })
  expect(words(bar)).toEqual(["可办的事（2）"])
  await bar.find("button").trigger("click")
  expect(words(bar)).toEqual(["撤回", "发起联名", "收起"])
  expect(bar.findAll("button.accent")).toEqual([])
})

it("is not there when there is nothing to do", async () => {
  const bar = await render(VerbBar, { of: { allowed: [], blocked: {} }, id: "1" })
  expect(bar.html()).toBe("<!--v-if-->")
})
