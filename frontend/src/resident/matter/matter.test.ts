import { flushPromises } from "@vue/test-utils"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import EvaluateForm from "./EvaluateForm.vue"
import ReviseForm from "./ReviseForm.vue"

let server: Server
type Page = Awaited<ReturnType<typeof render>>

beforeEach(() => {
  sessionStorage.clear()
  server = startServer()
})
afterEach(() => {
  document.body.innerHTML = ""
  vi.unstubAllGlobals()
})

async function choose(page: Page, question: string, answer: string): Promise<void> {
  const field = page.findAll("fieldset").find((one) => one.get("legend").text().includes(question))
  await field?.findAll("label").find((one) => one.text() === answer)?.get("input").setValue()
}
async function send(page: Page): Promise<void> {
  await page.get("form").trigger("submit")
  await flushPromises()
}

it("what was done is judged with three answers; the dimensions and the reason are for who wants to", async () => {
  server.on("POST", "/api/v1/matters/m1/give", { body: { id: "m1", stage: "evaluating", allowed: [], facts: {} } })
  const page = await render(EvaluateForm, { matter: "m1" })
  await send(page)
  expect([server.asked.length, page.text().includes("还有没有选的")]).toEqual([0, true])
  await choose(page, "回应", "有回应")
  await choose(page, "解决", "没有解决")
  expect(page.find("textarea").exists()).toBe(false)
  await choose(page, "您满意吗", "一般")
  await page.get("textarea").setValue(" 修了一半 ")
  await choose(page, "高效", "2")
  await send(page)
  expect(server.asked.map((one) => one.body)).toEqual([
    { responded: true, resolved: false, satisfied: 3, why_not: "修了一半", may_call_back: false, dimensions: { speed: 2 } },
  ])
  expect(page.emitted("done")).toHaveLength(1)
})

it("who is content is not sent with a reason written before", async () => {
  server.on("POST", "/api/v1/matters/m1/give", { body: { id: "m1", stage: "evaluating", allowed: [], facts: {} } })
  const page = await render(EvaluateForm, { matter: "m1" })
  await choose(page, "回应", "有回应")
  await choose(page, "解决", "解决了")
  await choose(page, "您满意吗", "不满意")
  await page.get("textarea").setValue("没修好")
  await choose(page, "您满意吗", "满意")
  await send(page)
  expect(server.asked[0]?.body).toMatchObject({ satisfied: 4, why_not: "" })
})

it("a returned matter goes to review again in the proposer's new words", async () => {
  server.on("POST", "/api/v1/matters/m1/revise", { body: { id: "m1", stage: "in_review", allowed: [], facts: {} } })
  const page = await render(ReviseForm, { matter: { id: "m1", title: "装雨棚", text: "二号楼" } })
  const [title] = page.findAll("input")
  const [text, note] = page.findAll("textarea")
  await title?.setValue("给二号楼门口装雨棚")
  await text?.setValue("")
  await send(page)
  expect(server.asked).toEqual([])
  await text?.setValue("二号楼门口积水")
  await note?.setValue("写明了地点")
  await send(page)
  expect(server.asked.map((one) => one.body)).toEqual([{ title: "给二号楼门口装雨棚", text: "二号楼门口积水", note: "写明了地点" }])
  expect(page.emitted("done")).toHaveLength(1)
})
