import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { Refused, Unanswered } from "@/api/refusal"
import { leave } from "./leave"

const answers = (status: number) => vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status })))

beforeEach(() => {
  localStorage.setItem("consult.raise", JSON.stringify({ text: "楼上邻居的事" }))
  localStorage.setItem("consult.elder", "yes")
  sessionStorage.setItem("consult.remark.room-1", "还没说出口的话")
  sessionStorage.setItem("kiosk room-1", "pass")
})
afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
})

it("leaves nothing half written to whoever uses this device next, but what belongs to the device", async () => {
  answers(401)
  await leave()
  expect(Object.keys(localStorage)).toEqual(["consult.elder"])
  expect(Object.keys(sessionStorage)).toEqual(["kiosk room-1"])
})

it.each([200, 403, 502])("says that somebody is still signed in when the server answers %d", async (status) => {
  answers(status)
  await expect(leave()).rejects.toEqual(new Refused({ code: "still_signed_in" }, status))
  expect(localStorage.getItem("consult.raise")).not.toBeNull()
})

it("does not take a lost connection for a sign-out", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")))
  await expect(leave()).rejects.toBeInstanceOf(Unanswered)
})
