import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { button } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import { render } from "../testing"
import SignInList from "./SignInList.vue"

/** Three hundred representatives, a hundred a page as the server gives them, and a neighbour without an office. */
const HALL = Array.from({ length: 300 }, (_, n) => `代表${String(n + 1).padStart(3, "0")}`)
const holding = (name: string) => ({ id: `h-${name}`, label: "居民代表", label_en: "Representative", person: { id: name, name } })
const SIGN_IN = "/api/v1/rooms/r/sign_in"
let server: Server
let asked: { path: string; q: string | null }[]

beforeEach(() => {
  sessionStorage.clear()
  server = startServer()
  asked = []
  server.on("GET", "/api/v1/holdings", ({ url }) => {
    const said = new URL(url).searchParams
    asked.push({ path: "holdings", q: said.get("q") })
    const all = said.get("role") === "resident_rep" ? HALL : [...HALL, "0网格员小唐"].sort()
    const found = all.filter((name) => name.includes(said.get("q") ?? ""))
    const from = Number(said.get("cursor") ?? 0)
    const next = from + 100 < found.length ? String(from + 100) : null
    return { body: { items: found.slice(from, from + 100).map(holding), next } }
  })
  server.on("GET", "/api/v1/people", ({ url }) => {
    const q = new URL(url).searchParams.get("q")
    asked.push({ path: "people", q })
    const items = q === "0017" ? [{ id: "王阿姨", name: "王阿姨", households: ["1号楼101"] }] : []
    return { body: { items, next: null } }
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ""
})

const names = (list: VueWrapper): string[] => list.findAll(".names label").map((label) => label.text())

async function look(list: VueWrapper, word: string): Promise<void> {
  await list.get("input[type=search]").setValue(word)
  await list.get("form").trigger("submit")
  await flushPromises()
}

it("lists a hall of three hundred representatives a page at a time, without those who are there", async () => {
  const list = await render(SignInList, { id: "r", present: ["代表001"] })
  expect(names(list)[0]).toContain("网格员小唐")
  await list.get("select").setValue("resident_rep")
  await flushPromises()
  expect([names(list).length, names(list)[0]]).toEqual([99, "代表002 居民代表"])
  await button(list, "显示更多").trigger("click")
  await flushPromises()
  await button(list, "显示更多").trigger("click")
  await flushPromises()
  expect(names(list).length).toBe(299)
  expect(list.text()).not.toContain("显示更多")
})

it("asks the server for whom it has not shown, by name", async () => {
  const list = await render(SignInList, { id: "r", present: [] })
  await look(list, "代表287")
  expect(names(list)).toEqual(["代表287 居民代表"])
})

it("finds a neighbour by the last four digits of a number, which no name holds", async () => {
  const list = await render(SignInList, { id: "r", present: [] })
  await look(list, "0017")
  expect(names(list)).toEqual(["王阿姨 1号楼101"])
  expect(asked.slice(1)).toEqual([
    { path: "holdings", q: "0017" },
    { path: "people", q: "0017" },
  ])
})

it("says so when nobody is found, and keeps whoever is ticked while others are looked up", async () => {
  const list = await render(SignInList, { id: "r", present: [] })
  await look(list, "没有这个人")
  expect(list.get("fieldset").text()).toContain("没有找到")
  await look(list, "代表287")
  await list.get("input[type=checkbox]").setValue(true)
  await look(list, "代表012")
  expect(names(list)).toEqual(["代表287 居民代表", "代表012 居民代表"])
})

it("signs in whoever is ticked, one after the other, and says who could not be", async () => {
  let first = true
  server.on("POST", SIGN_IN, () => {
    const answer = first ? { body: { id: "r", stage: "open", allowed: [], facts: {} } } : { status: 409, body: { code: "not_removed", message: "已请离会场", message_en: "Removed", next: { zh: "", en: "" } } }
    first = false
    return answer
  })
  const list = await render(SignInList, { id: "r", present: [] })
  await look(list, "代表28")
  for (const box of list.findAll("input[type=checkbox]").slice(0, 2)) await box.setValue(true)
  await button(list, "签到").trigger("click")
  await flushPromises()
  expect(server.asked.filter(({ path }) => path === SIGN_IN).map(({ body }) => body)).toEqual([
    { mode: "on_site", person: "代表280" },
    { mode: "on_site", person: "代表281" },
  ])
  expect(list.get("[role=alert]").text()).toContain("代表281")
  expect(list.findAll("input[type=checkbox]").filter((box) => (box.element as HTMLInputElement).checked)).toHaveLength(1)
})
