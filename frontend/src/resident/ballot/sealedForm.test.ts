import { flushPromises, type VueWrapper } from "@vue/test-utils"
import nacl from "tweetnacl"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { Poll, Right } from "@/api/polls"
import { readBallot } from "@/sealed/ballot"
import { b64, hex, unb64 } from "@/sealed/bytes"
import { unseal } from "@/sealed/box"
import { sha256 } from "@/sealed/sha256"
import { button, render } from "@/testing/render"
import { type Server, startServer } from "@/testing/server"
import BallotForm from "./BallotForm.vue"

/** A ballot into a sealed box, as its voter casts it. The key's other half is here, as it would be at the custodians'. */
let server: Server
const pair = nacl.box.keyPair()
const right = { right: "301", label: "3号楼301室", usable: true, present: true, channel: null, receipt: null } as unknown as Right
const poll = {
  id: "p1",
  title: "开设老年助餐点",
  stage: "open",
  ballot: "yes_no",
  choices: ["yes", "no"].map((key) => ({ key, label: key === "yes" ? "赞成" : "反对", label_en: key, cost_fen: null })),
  adopts: [],
  may_choose: null,
  budget_fen: 0,
  number: "M18-P1",
  secrecy: "sealed",
  secrecy_sentence: "密封票箱。",
  secrecy_sentence_en: "Sealed.",
  secrecy_warnings: [{ zh: "名册只有 8 票", en: "Eight rights" }],
  box: { key: b64(pair.publicKey), length: 64, fingerprint: "ABCD-EFGH-IJKL-MNOP", custodians: ["吕监督", "石律师", "王阿姨"], malformed: 0 },
  allowed: ["ballot.cast"],
} as unknown as Poll

function receipt(envelope: string) {
  return { body: { receipt: { code: "p1-7-3f9c", poll: "p1", seq: 7, leaf: "ABCD", head: "", channel: "phone", envelope } } }
}
/** As the server answers: with the hash of what arrived. */
async function received(request: Request): Promise<ReturnType<typeof receipt>> {
  const { envelope } = (await request.clone().json()) as { envelope: string }
  return receipt(hex(sha256(bytes(envelope))))
}
const bytes = (encoded: unknown): Uint8Array => unb64(encoded) ?? new Uint8Array()

beforeEach(() => {
  sessionStorage.clear()
  server = startServer()
  server.on("POST", "/api/v1/polls/p1/cast", received)
})
afterEach(() => vi.unstubAllGlobals())

async function submit(page: VueWrapper): Promise<void> {
  await page.get("form").trigger("submit")
  await vi.waitFor(async () => {
    await flushPromises()
    expect(page.text()).not.toContain("正在送出")
  })
}
async function choose(page: VueWrapper, label: string): Promise<void> {
  await page.findAll("label").find((one) => one.text().includes(label))?.get("input").setValue()
  await submit(page)
}
async function castWith(code: boolean): Promise<VueWrapper> {
  const page = await render(BallotForm, { poll, right })
  await choose(page, "反对")
  if (code) await page.findAll("label").find((one) => one.text().includes("个人码"))?.get("input").setValue(true)
  await submit(page)
  await vi.waitFor(() => expect(server.asked).toHaveLength(1))
  await flushPromises()
  return page
}
function opened(): ReturnType<typeof readBallot> {
  const { envelope } = server.asked[0]?.body as { envelope: string }
  const content = unseal(bytes(envelope), pair.secretKey)
  return content && readBallot(content, 64)
}

it("sends the choice sealed, and nothing else of it", async () => {
  await castWith(false)
  expect(Object.keys(server.asked[0]?.body as object).sort()).toEqual(["envelope", "right"])
  expect(opened()).toMatchObject({ choice: "no" })
})

it("says before it is cast which key it is sealed to, and how far secrecy reaches", async () => {
  const page = await render(BallotForm, { poll, right })
  expect(page.text()).toContain("名册只有 8 票")
  await choose(page, "反对")
  expect(page.text()).toContain("ABCD-EFGH-IJKL-MNOP")
  expect(page.text()).toContain("吕监督、石律师、王阿姨")
})

it("shows no personal code unless it is asked for", async () => {
  const page = await castWith(false)
  expect(page.text()).toContain("p1-7-3f9c")
  expect(page.text().replace(/-/g, "")).not.toContain(opened()?.code)
})

it("shows the personal code once, apart from the receipt, and keeps it nowhere", async () => {
  const page = await castWith(true)
  const code = opened()?.code ?? "none"
  expect(page.text().replace(/-/g, "")).toContain(code)
  expect(page.text()).not.toContain("p1-7-3f9c")
  await button(page, "已抄好").trigger("click")
  expect(page.text()).toContain("p1-7-3f9c")
  expect(page.text().replace(/-/g, "")).not.toContain(code)
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain(code)
})

it("says that an earlier ballot stands where the receipt names another envelope, and shows no code for it", async () => {
  server.on("POST", "/api/v1/polls/p1/cast", receipt("0".repeat(64)))
  const page = await castWith(true)
  expect(page.text()).toContain("先前已经投出")
  expect(page.text().replace(/-/g, "")).not.toContain(opened()?.code)
})

it("asks with the very same envelope about a ballot whose answer was lost", async () => {
  let answers = 0
  server.on("GET", "/api/v1/polls/p1/receipt", { status: 404, body: { code: "not_found" } })
  server.on("POST", "/api/v1/polls/p1/cast", (request) => (++answers < 2 ? "nothing" : received(request)))
  const page = await castWith(true)
  await button(page, "现在再问一次").trigger("click")
  await flushPromises()
  const sent = server.asked.filter((one) => one.method === "POST").map((one) => (one.body as { envelope: string }).envelope)
  expect(sent).toHaveLength(2)
  expect(sent[0]).toBe(sent[1])
  expect(page.text().replace(/-/g, "")).toContain(opened()?.code)
})
