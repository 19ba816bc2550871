import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { forgetMe } from "@/shared/me"
import { render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import SignInPage from "./SignInPage.vue"

let server: Server
const ALLAUTH = "/_allauth/browser/v1/auth"
const pending = (id: string) => ({ status: 401, body: { data: { flows: [{ id, is_pending: true }] }, meta: { is_authenticated: false } } })
const nobody = { status: 401, body: { data: { flows: [{ id: "login_by_code" }] }, meta: { is_authenticated: false } } }
const signedIn = { body: { data: { user: {} }, meta: { is_authenticated: true } } }
const person = (id: string, name: string) => ({ id, name, household: null })
const me = (chosen: object | null) => ({
  body: { account: { phone: "" }, persons: [person("a", "丁奶奶"), person("b", "小谷")], person: chosen, roles: [], community: null, allowed: [] },
})

beforeEach(() => {
  sessionStorage.clear()
  forgetMe()
  server = startServer()
  server.on("GET", `${ALLAUTH}/session`, nobody)
  server.on("POST", `${ALLAUTH}/code/request`, pending("login_by_code"))
  server.on("POST", `${ALLAUTH}/code/confirm`, signedIn)
  server.on("GET", "/api/v1/me", me(person("a", "丁奶奶")))
})
afterEach(() => vi.unstubAllGlobals())

async function type(page: VueWrapper, text: string): Promise<void> {
  await page.get("input").setValue(text)
  await page.get("form").trigger("submit")
  await flushPromises()
}
const address = (page: VueWrapper): string => (page.vm.$router as { currentRoute: { value: { fullPath: string } } }).currentRoute.value.fullPath

it("goes from the number to the code and back to where the person came from", async () => {
  const page = await render(SignInPage, {}, "/sign-in?back=/matter/m1")
  await type(page, "199 0000 0003")
  expect(server.asked.at(-1)?.body).toEqual({ phone: "19900000003" })
  await type(page, "123456")
  expect(address(page)).toBe("/matter/m1")
})

it("does not send what is no number or no code", async () => {
  const page = await render(SignInPage, {}, "/sign-in")
  await type(page, "1990000")
  expect([server.asked.filter((one) => one.method === "POST").length, page.text()]).toEqual([0, expect.stringContaining("请填 11 位手机号")])
})

it("asks who of the household is there before going on", async () => {
  server.on("GET", "/api/v1/me", me(null))
  const page = await render(SignInPage, {}, "/sign-in?back=/mine")
  await type(page, "19900000003")
  await type(page, "123456")
  expect(page.get("h1").text()).toBe("您是哪一位")
  server.on("GET", `${ALLAUTH}/session`, signedIn)
  server.on("POST", "/api/v1/me/choose", () => {
    server.on("GET", "/api/v1/me", me(person("b", "小谷")))
    return me(person("b", "小谷"))
  })
  await page.findAll("input[type=radio]")[1]?.setValue()
  await page.get("form").trigger("submit")
  await flushPromises()
  expect(server.asked.find((one) => one.path === "/api/v1/me/choose")?.body).toEqual({ person: "b" })
  expect(address(page)).toBe("/mine")
})

it("asks a signer for the second factor", async () => {
  server.on("POST", `${ALLAUTH}/code/confirm`, pending("mfa_authenticate"))
  server.on("POST", `${ALLAUTH}/2fa/authenticate`, signedIn)
  const page = await render(SignInPage, {}, "/sign-in?back=/board")
  await type(page, "19900000001")
  await type(page, "123456")
  expect(page.text()).toContain("动态口令")
  await type(page, "654321")
  expect(server.asked.find((one) => one.path.endsWith("/2fa/authenticate"))?.body).toEqual({ code: "654321" })
  expect(address(page)).toBe("/board")
})

it("goes back to the number when the code has run out", async () => {
  server.on("POST", `${ALLAUTH}/code/confirm`, { status: 409, body: {} })
  const page = await render(SignInPage, {}, "/sign-in")
  await type(page, "19900000003")
  await type(page, "123456")
  expect([page.get("[role=alert]").text(), page.find("input[type=tel]").exists()]).toEqual([expect.stringContaining("验证码已失效"), true])
})

it.each(["//elsewhere.example", "https://elsewhere.example", "javascript:alert(1)"])("never leads away to %s", async (back) => {
  server.on("GET", `${ALLAUTH}/session`, signedIn)
  const page = await render(SignInPage, {}, `/sign-in?back=${encodeURIComponent(back)}`)
  expect(address(page)).toBe("/")
})
