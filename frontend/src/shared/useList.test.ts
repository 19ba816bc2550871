import { flushPromises } from "@vue/test-utils"
import { afterEach, expect, it, vi } from "vitest"
import { defineComponent, h } from "vue"
import { readMatters } from "@/api/reads"
import EmptyState from "./EmptyState.vue"
import Listing from "./Listing.vue"
import { useList } from "./useList"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"

const Mine = defineComponent(() => {
  const list = useList((cursor) => readMatters({ mine: "raised" }, cursor))
  return () =>
    h(Listing, { list }, { row: ({ item }: { item: { id: string } }) => h("b", item.id), empty: () => h(EmptyState, { title: "空", text: "怎么开始" }) })
})

async function open(server: Server, page: (cursor: string | null) => Parameters<Server["on"]>[2]): Promise<Awaited<ReturnType<typeof render>>> {
  server.on("GET", "/api/v1/matters", (request) => {
    const answer = page(new URL(request.url).searchParams.get("cursor"))
    return typeof answer === "function" ? answer(request) : answer
  })
  return render(Mine)
}
const rows = (wrapper: Awaited<ReturnType<typeof render>>): string[] => wrapper.findAll("b").map((b) => b.text())
const busy = { status: 503, body: { code: "busy", message: "系统正忙", message_en: "Busy", next: { zh: "稍后再试", en: "Later" } } }

afterEach(() => vi.unstubAllGlobals())

it("appends the next page to what is there", async () => {
  const wrapper = await open(startServer(), (cursor) =>
    cursor === null ? { body: { items: [{ id: "a" }], next: "c2" } } : { body: { items: [{ id: "b" }], next: null } },
  )
  await button(wrapper, "显示更多").trigger("click")
  await flushPromises()
  expect(rows(wrapper)).toEqual(["a", "b"])
  expect(wrapper.text()).not.toContain("显示更多")
})

it("keeps what is there when the next page cannot be read, and can be asked again", async () => {
  let broken = true
  const wrapper = await open(startServer(), (cursor) =>
    cursor === null ? { body: { items: [{ id: "a" }], next: "c2" } } : broken ? busy : { body: { items: [{ id: "b" }], next: null } },
  )
  await button(wrapper, "显示更多").trigger("click")
  await flushPromises()
  expect([rows(wrapper), wrapper.get("[role=alert]").text()]).toEqual([["a"], "系统正忙稍后再试"])
  broken = false
  await button(wrapper, "显示更多").trigger("click")
  await flushPromises()
  expect(rows(wrapper)).toEqual(["a", "b"])
})

it("says what would be here when it is empty", async () => {
  const wrapper = await open(startServer(), () => ({ body: { items: [], next: null } }))
  expect(wrapper.text()).toBe("空怎么开始")
})

it("shows what went wrong with a way to try again", async () => {
  let broken = true
  const wrapper = await open(startServer(), () => (broken ? "nothing" : { body: { items: [{ id: "a" }], next: null } }))
  expect(wrapper.get("[role=alert]").text()).toContain("没有连上社区系统")
  broken = false
  await button(wrapper, "再试一次").trigger("click")
  await flushPromises()
  expect([rows(wrapper), wrapper.find("[role=alert]").exists()]).toEqual([["a"], false])
})

it("reads again by itself when the connection returns", async () => {
  let broken = true
  const wrapper = await open(startServer(), () => (broken ? "nothing" : { body: { items: [{ id: "a" }], next: null } }))
  broken = false
  window.dispatchEvent(new Event("online"))
  await flushPromises()
  expect(rows(wrapper)).toEqual(["a"])
})
