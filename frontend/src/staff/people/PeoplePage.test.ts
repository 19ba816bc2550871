import { flushPromises } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { button } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import { render } from "../testing"
import PeoplePage from "./PeoplePage.vue"

const person = (name: string) => ({ id: name, name, phone: "199****0017", households: [], residencies: [], of_age: true, needs_paper: false, roles: [], allowed: [], blocked: {} })
const HALL = Array.from({ length: 45 }, (_, n) => `居民${String(n + 1).padStart(2, "0")}`)
let server: Server
let asked: string[]

beforeEach(() => {
  server = startServer()
  asked = []
  server.on("GET", "/api/v1/people", ({ url }) => {
    const said = new URL(url).searchParams
    asked.push(said.toString())
    const found = said.get("q") === "0017" ? ["居民45"] : HALL
    const from = Number(said.get("cursor") ?? 0)
    return { body: { items: found.slice(from, from + 20).map(person), next: from + 20 < found.length ? String(from + 20) : null } }
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ""
})

it("reads people a page at a time", async () => {
  const page = await render(PeoplePage)
  expect(page.findAll("article")).toHaveLength(20)
  for (const shown of [40, 45]) {
    await button(page, "显示更多").trigger("click")
    await flushPromises()
    expect(page.findAll("article")).toHaveLength(shown)
  }
  expect(asked).toEqual(["", "cursor=20", "cursor=40"])
})

it("has the server look for a name or the last digits of a number", async () => {
  const page = await render(PeoplePage)
  await page.get("input[type=search]").setValue(" 0017 ")
  await page.get("form").trigger("submit")
  await flushPromises()
  expect(page.findAll("article").map((one) => one.get("h2").text())).toEqual(["居民45"])
  expect(asked.at(-1)).toBe("q=0017")
})

it("shows somebody's offices by asking for theirs alone", async () => {
  const wanted: (string | null)[] = []
  server.on("GET", "/api/v1/holdings", ({ url }) => {
    wanted.push(new URL(url).searchParams.get("person"))
    const office = { id: "h", label: "居民代表", label_en: "Representative", scope: "槐安社区", category: "", starts: "2025-01-01", ends: null, person: { id: "居民45", name: "居民45" }, allowed: [] }
    return { body: { items: [office], next: null } }
  })
  server.on("GET", `/api/v1/people/${encodeURIComponent("居民45")}`, { body: person("居民45") })
  const page = await render(PeoplePage, { id: "居民45" })
  expect(page.get(".detail").text()).toContain("居民代表")
  expect(wanted).toEqual(["居民45"])
})
