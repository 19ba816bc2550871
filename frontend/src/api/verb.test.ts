import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { online } from "./online"
import { serverNow } from "./serverTime"
import { verb, verbPath } from "./verb"

/** The network, as the server would answer it: one answer a call, the last one again and again. */
let asked: Request[]
function network(...answers: (Response | "nothing")[]): void {
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request)
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    return answer instanceof Response ? Promise.resolve(answer.clone()) : Promise.reject(new TypeError("network"))
  })
}
const json = (status: number, body: object, headers = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } })
const keys = (): (string | null)[] => asked.map((request) => request.headers.get("Idempotency-Key"))
const PATH = "/api/v1/matters/1/endorse"
const problem = { code: "wrong_stage", message: "现在不行", message_en: "Not now", next: { zh: "", en: "" } }

beforeEach(() => {
  asked = []
  sessionStorage.clear()
  document.cookie = "csrftoken=abc"
})
afterEach(() => vi.unstubAllGlobals())

it("is done when the server says so, with key, token and body", async () => {
  network(json(200, { id: "1" }))
  expect(await verb("matter.endorse", PATH, { a: 1 })).toEqual({ kind: "done", answer: { id: "1" } })
  const [request] = asked
  expect(request?.headers.get("X-CSRFToken")).toBe("abc")
  expect(request?.headers.get("Idempotency-Key")).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(await request?.json()).toEqual({ a: 1 })
})

it("is refused with the envelope, and asked anew it is another intention", async () => {
  network(json(409, problem))
  expect(await verb("matter.endorse", PATH)).toEqual({ kind: "refused", trouble: problem })
  await verb("matter.endorse", PATH)
  expect(new Set(keys()).size).toBe(2)
})

it("is unknown without an answer, and keeps its key until there is one", async () => {
  network("nothing", json(502, {}), new Response("<html>", { status: 200 }), json(200, { id: "1" }))
  const kinds = []
  for (let n = 0; n < 4; n++) kinds.push((await verb("matter.endorse", PATH)).kind)
  expect(kinds).toEqual(["unknown", "unknown", "unknown", "done"])
  expect(new Set(keys()).size).toBe(1)
  await verb("matter.endorse", PATH)
  expect(new Set(keys()).size).toBe(2)
})

it("is unknown where the server says that it does not know itself, and keeps its key", async () => {
  network(json(503, { ...problem, code: "unavailable" }), json(200, { id: "1" }))
  expect(await verb("matter.endorse", PATH)).toEqual({ kind: "unknown" })
  expect(await verb("matter.endorse", PATH)).toEqual({ kind: "done", answer: { id: "1" } })
  expect(new Set(keys()).size).toBe(1)
})

it("has a key of its own at every address", async () => {
  network("nothing")
  await verb("matter.endorse", PATH)
  await verb("matter.endorse", "/api/v1/matters/2/endorse")
  expect(new Set(keys()).size).toBe(2)
})

it("never keeps what was sent, only its key", async () => {
  network("nothing")
  await verb("ballot.cast", "/api/v1/polls/1/cast", { choice: "no" })
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain('"no"')
})

it("stopped by something in between was not done", async () => {
  network(new Response("<html>sign in to this Wi-Fi</html>", { status: 403 }))
  expect(await verb("matter.endorse", PATH)).toEqual({ kind: "refused", trouble: { code: "not_ours" } })
})

it("shows whether we are online", async () => {
  network("nothing", json(200, {}))
  await verb("matter.endorse", PATH)
  expect(online.value).toBe(false)
  await verb("matter.endorse", PATH)
  expect(online.value).toBe(true)
})

it("learns the server's clock", async () => {
  const ahead = new Date(Date.now() + 600_000).toUTCString()
  network(json(200, {}, { Date: ahead }))
  await verb("matter.endorse", PATH)
  expect(Math.abs(serverNow() - Date.now() - 600_000)).toBeLessThan(2_000)
})

it.each([
  ["matter.endorse", "/api/v1/matters/a/endorse"],
  ["topic.hear_appeal", "/api/v1/matters/a/hear_appeal"],
  ["ballot.cast", "/api/v1/polls/a/cast"],
  ["minutes.freeze", "/api/v1/sessions/a/freeze_minutes"],
  ["remark.show", "/api/v1/remarks/a/show"],
])("%s has the address %s", (name, path) => {
  expect(verbPath(name, "a")).toBe(path)
})
