import { flushPromises, type VueWrapper } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { forgetMe, whoAmI } from "@/shared/me"
import { unread } from "@/shared/unread"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import ErasePage from "./ErasePage.vue"
import HouseholdPage from "./HouseholdPage.vue"
import IntroducePage from "./IntroducePage.vue"
import MessagesPage from "./MessagesPage.vue"
import PhonePage from "./PhonePage.vue"

let server: Server
const home = { id: "h1", label: "槐安里1号楼1单元101", room: "101", grid: { id: "g", name: "一网格" }, building: { id: "b", name: "1号楼" }, unit: { id: "u", name: "1单元" } }
const me = (more: object = {}) => ({
  account: { phone_masked: "" },
  persons: [],
  person: null,
  roles: [],
  community: null,
  elder_mode: false,
  needs_paper: false,
  language: "zh-CN",
  second_factor: { enrolled: false, fresh_until: null },
  allowed: ["person.introduce"],
  ...more,
})
const member = (id: string, name: string, named: string | null = null, of_age = true) => ({ id, name, relation: "family", of_age, named })
const household = (more: object = {}) => ({
  ...home,
  representative: null,
  members: [member("a", "王阿姨"), member("b", "老王"), member("c", "小王", null, false)],
  allowed: ["household.name_representative"],
  ...more,
})

beforeEach(() => {
  sessionStorage.clear()
  localStorage.clear()
  forgetMe()
  server = startServer()
  const communities = [
    { id: "HA", name: "槐安社区", subdistrict: "青榆街道" },
    { id: "XL", name: "新澜社区", subdistrict: "青榆街道" },
  ]
  server.on("GET", "/api/v1/communities", onePage(communities))
  server.on("GET", "/api/v1/me", { body: me() })
  server.on("GET", "/api/v1/me/residencies", onePage([]))
})
afterEach(() => {
  document.body.innerHTML = ""
  vi.unstubAllGlobals()
})

async function choose(page: VueWrapper, label: string): Promise<void> {
  const row = page.findAll("label").find((one) => one.text().includes(label))
  await row?.get("input").setValue()
}
async function send(page: VueWrapper): Promise<void> {
  await page.get("form").trigger("submit")
  await flushPromises()
}
const onePage = (items: unknown[]) => ({ body: { items, next: null } })
const posted = () => server.asked.filter((one) => one.method === "POST")
const address = (page: VueWrapper): string => (page.vm.$router as { currentRoute: { value: { fullPath: string } } }).currentRoute.value.fullPath

it("a newcomer says who they are and goes on where they wanted to go", async () => {
  server.on("POST", "/api/v1/me/introduce", { body: me({ person: { id: "n", name: "苗春燕", household: null } }) })
  const page = await render(IntroducePage, {}, "/introduce?back=/raise")
  await page.get("input[type=text]").setValue(" 苗春燕 ")
  await choose(page, "新澜社区")
  await choose(page, "还没有满十八岁")
  await send(page)
  expect(posted().map((one) => one.body)).toEqual([{ name: "苗春燕", community: "XL", of_age: false }])
  expect(address(page)).toBe("/raise")
})

it("asks for all three before anything is sent", async () => {
  const page = await render(IntroducePage, {}, "/introduce")
  await send(page)
  expect([posted().length, page.text().match(/还没有填|请填姓名/g)?.length]).toEqual([0, 3])
})

it("does not lead to another site", async () => {
  server.on("POST", "/api/v1/me/introduce", { body: me({ person: { id: "n", name: "苗", household: null } }) })
  const page = await render(IntroducePage, {}, "/introduce?back=//elsewhere.example")
  await page.get("input[type=text]").setValue("苗")
  await choose(page, "槐安社区")
  await choose(page, "满十八岁")
  await send(page)
  expect(address(page)).toBe("/")
})

it("a home is claimed by building, staircase, room and relation; a room that is not there is named beside its field", async () => {
  const units = [{ id: "u1", number: 1, households: 6 }]
  const building = { id: "b1", name: "2号楼", number: 2, floors: 3, x: 0, y: 0, compound: { id: "c", name: "槐安里" }, units }
  server.on("GET", "/api/v1/places", { body: { community: { id: "HA", name: "槐安社区" }, compounds: [], grids: [{ id: "g1", code: "01", name: "一网格", buildings: [building] }] } })
  server.on("POST", "/api/v1/residencies", {
    status: 422,
    body: { code: "invalid", message: "这个单元没有这个房号", message_en: "No such room", next: { zh: "", en: "" }, facts: { field: "room" } },
  })
  const page = await render(HouseholdPage)
  await button(page, "2号楼").trigger("click")
  await flushPromises()
  await page.get("input[type=text]").setValue("909")
  await choose(page, "租户")
  await send(page)
  expect(page.get(".error").text()).toBe("这个单元没有这个房号")
  server.on("POST", "/api/v1/residencies", { body: { id: "r", stage: "claimed", allowed: [], facts: {} } })
  server.on("GET", "/api/v1/me/residencies", onePage([{ id: "r", household: home, relation: "tenant", state: "claimed", claimed_at: "2026-03-02T01:00:00Z", due_at: "2026-03-05T16:00:00Z", allowed: [] }]))
  await page.get("input[type=text]").setValue("301")
  await send(page)
  expect(posted().at(-1)?.body).toEqual({ unit: "u1", room: "301", relation: "tenant" })
  expect(page.text()).toContain("等网格员核验 · 租户")
})

it.each([
  [household(), "还没有代表。2 位大人中已有 0 位说了"],
  [household({ representative: "b", members: [member("a", "王阿姨", "b"), member("b", "老王")] }), "由老王代表"],
  [household({ members: [member("a", "王阿姨", "a"), member("b", "老王", "b")] }), "家里人推举的不一样"],
])("the adults of a household see how they stand about who represents them", async (shown, sentence) => {
  server.on("GET", "/api/v1/me", { body: me({ person: { id: "a", name: "王阿姨", household: home } }) })
  server.on("GET", "/api/v1/households/h1", { body: shown })
  const page = await render(HouseholdPage)
  expect(page.get(".stands").text()).toContain(sentence)
})

it("an adult names somebody, and only adults can be named", async () => {
  server.on("GET", "/api/v1/me", { body: me({ person: { id: "a", name: "王阿姨", household: home } }) })
  server.on("GET", "/api/v1/me/residencies", onePage([{ id: "r", household: home, relation: "owner", state: "confirmed", claimed_at: "2026-03-02T01:00:00Z", due_at: "2026-03-05T16:00:00Z", allowed: [] }]))
  server.on("GET", "/api/v1/households/h1", { body: household() })
  server.on("POST", "/api/v1/households/h1/name_representative", { body: { id: "h1", stage: "", allowed: [], facts: { outcome: "too_few" } } })
  const page = await render(HouseholdPage)
  expect(page.findAll("fieldset label").map((one) => one.text())).toEqual(["王阿姨", "老王"])
  await choose(page, "老王")
  await send(page)
  expect(posted().map((one) => [one.path, one.body])).toEqual([["/api/v1/households/h1/name_representative", { person: "b" }]])
})

it("messages are read by being seen, and lead to what they are about", async () => {
  const message = (id: string, template: string, about: string | null, read_at: string | null) => ({ id, template, zh: `关于${id}`, en: id, about, at: "2026-03-02T01:00:00.123Z", read_at })
  server.on("GET", "/api/v1/notices", {
    body: {
      items: [
        message("1", "matter.accepted", "m1", null),
        message("2", "order.issued", "o1", null),
        message("3", "residency.confirmed", "r1", "2026-03-02T02:00:00Z"),
        message("4", "second_factor.enrolled", null, "2026-03-02T02:00:00Z"),
      ],
      next: null,
      unread: 2,
    },
  })
  server.on("POST", "/api/v1/notices/read", { body: { unread: 0 } })
  const page = await render(MessagesPage)
  expect(page.findAll("article a").map((a) => a.attributes("href"))).toEqual(["/matter/m1", "/desk/orders/o1", "/household"])
  expect(posted().map((one) => one.body)).toEqual([{ until: "2026-03-02T01:00:00.123Z" }])
  expect([unread.value, page.findAll(".new").length]).toEqual([0, 2])
})

it("on a device that was never set, a person finds what they chose on another", async () => {
  server.on("GET", "/api/v1/me", { body: me({ person: { id: "a", name: "王阿姨", household: home }, elder_mode: true }) })
  await whoAmI(true)
  expect(document.documentElement.dataset.elder).toBe("")
  delete document.documentElement.dataset.elder
  localStorage.setItem("consult.elder", "no")
  await whoAmI(true)
  expect(document.documentElement.dataset.elder).toBeUndefined()
})

it("a number is changed with the code that came to the new one; a shared old number means signing in again", async () => {
  server.on("GET", "/api/v1/me", { body: me({ account: { phone_masked: "139****0001" }, person: { id: "a", name: "王阿姨", household: home } }) })
  await whoAmI(true)
  const refused = (field: string, message: string) => ({ status: 422, body: { code: "wrong", message, message_en: "", next: { zh: "", en: "" }, facts: { field } } })
  server.on("POST", "/api/v1/me/phone_code", { body: { phone_masked: "138****0002" } })
  server.on("POST", "/api/v1/me/change_phone", refused("code", "验证码不对，或者已经过期"))
  const page = await render(PhonePage)
  expect(page.text()).toContain("现在登录用的号码：139****0001")
  await page.get("input").setValue("12345")
  await send(page)
  expect([posted().length, page.get(".error").text()]).toEqual([0, "请填 11 位手机号"])
  await page.get("input").setValue("+86 138 0000 0002")
  await send(page)
  await page.get("input").setValue("000000")
  await send(page)
  expect(page.get(".error").text()).toBe("验证码不对，或者已经过期")
  server.on("POST", "/api/v1/me/change_phone", { body: { sign_in_again: true } })
  await page.get("input").setValue("123456")
  await send(page)
  expect(posted().map((one) => one.body)).toEqual([{ phone: "13800000002" }, { code: "000000" }, { code: "123456" }])
  expect(page.text()).toContain("以后用 138****0002 登录")
  expect(page.get("a.accent").attributes("href")).toBe("/sign-in?back=/mine")
})

it("nobody is erased before they said that they know it is for good", async () => {
  server.on("GET", "/api/v1/me", { body: me({ person: { id: "a", name: "王阿姨", household: home } }) })
  server.on("POST", "/api/v1/me/erase", { body: { signed_out: true } })
  await whoAmI(true)
  const page = await render(ErasePage)
  await send(page)
  expect([posted().length, page.get("[role=alert]").text()]).toEqual([0, "请先确认知道不能恢复"])
  await page.get("input[type=checkbox]").setValue(true)
  await send(page)
  expect(posted().map((one) => one.path)).toEqual(["/api/v1/me/erase"])
  expect(page.text()).toContain("已经注销")
})

it("whoever holds an office is told what comes first, and gets no button", async () => {
  const roles = [{ id: "r", role: "grid_worker", label: "网格员", label_en: "Grid worker", scope: "一网格" }]
  server.on("GET", "/api/v1/me", { body: me({ person: { id: "a", name: "小唐", household: null }, roles }) })
  await whoAmI(true)
  const page = await render(ErasePage)
  expect(page.text()).toContain("网格员 · 一网格")
  expect(page.findAll("form").length).toBe(0)
})

it("a home is left only after what follows was read", async () => {
  const claim = { id: "r", household: home, relation: "owner", state: "confirmed", claimed_at: "2026-03-02T01:00:00Z", due_at: "2026-03-05T16:00:00Z", allowed: ["residency.end"] }
  server.on("GET", "/api/v1/me", { body: me({ person: { id: "a", name: "王阿姨", household: null } }) })
  server.on("GET", "/api/v1/me/residencies", onePage([claim]))
  server.on("POST", "/api/v1/residencies/r/end", { body: { id: "r", stage: "ended", allowed: [], facts: {} } })
  const page = await render(HouseholdPage)
  await button(page, "我已搬走").trigger("click")
  await flushPromises()
  expect(page.text()).toContain("不再代表这一户")
  expect(posted()).toEqual([])
  server.on("GET", "/api/v1/me/residencies", onePage([{ ...claim, state: "ended", allowed: [] }]))
  await button(page, "我已搬走").trigger("click")
  await flushPromises()
  expect(posted().map((one) => one.path)).toEqual(["/api/v1/residencies/r/end"])
  expect(page.text()).not.toContain(home.label)
})
