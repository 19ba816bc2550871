import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { forgetMe, whoAmI } from "@/shared/me"
import { type Server, startServer } from "@/testing/server"
import App from "./App.vue"
import { STATIONS } from "./stations"
import { render } from "./testing"

const WAITING = "/api/v1/desk/waiting"
const figures = (inbox: number) => ({ ...Object.fromEntries(STATIONS.map((key) => [key, 0])), inbox })
let server: Server
let desk: VueWrapper

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible")
  server = startServer()
  server.on("GET", "/api/v1/me", { body: { person: { id: "p", name: "社工小李" }, roles: [], community: null } })
  server.on("GET", WAITING, { body: figures(143) })
  await whoAmI(true)
  desk = await render(App)
})
afterEach(() => {
  desk.unmount()
  forgetMe()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  document.body.innerHTML = ""
})

const asked = (): string[] => server.asked.map((one) => one.path).filter((path) => path !== "/api/v1/me")
const waiting = (): string[] => desk.findAll(".count").map((one) => one.element.firstChild?.textContent?.trim() ?? "")

async function minute(): Promise<void> {
  vi.advanceTimersByTime(60_000)
  await flushPromises()
}

it("asks for all figures at once, and once a minute", async () => {
  expect(asked()).toEqual([WAITING])
  expect(waiting()).toEqual(["143"])
  server.on("GET", WAITING, { body: figures(7) })
  await minute()
  expect(asked()).toEqual([WAITING, WAITING])
  expect(waiting()).toEqual(["7"])
})

it("keeps the figures it had while no answer comes", async () => {
  server.on("GET", WAITING, "nothing")
  await minute()
  expect(asked()).toHaveLength(2)
  expect(waiting()).toEqual(["143"])
})
