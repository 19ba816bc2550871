import { afterEach, expect, it, vi } from "vitest"
import { Refused } from "./refusal"
import { askForCode, confirmCode, confirmSecondFactor, signInStep } from "./signIn"

function allauth(status: number, body: object): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(body), { status })))
}
const pending = (...flows: object[]) => ({ data: { flows }, meta: { is_authenticated: false } })

afterEach(() => vi.unstubAllGlobals())

it("waits for a number when nothing is pending", async () => {
  allauth(401, pending({ id: "login_by_code" }))
  expect(await signInStep()).toBe("phone")
})

it("waits for the code once it was sent", async () => {
  allauth(401, pending({ id: "login_by_code", is_pending: true }))
  expect(await askForCode("19900000003")).toBe("code")
})

it("waits for the second factor of a signer", async () => {
  allauth(401, pending({ id: "mfa_authenticate", is_pending: true, types: ["totp"] }))
  expect(await confirmCode("123456")).toBe("second_factor")
})

it("is done when the session is authenticated", async () => {
  allauth(200, { data: { user: {} }, meta: { is_authenticated: true } })
  expect(await confirmCode("123456")).toBe("done")
})

it.each([
  [400, { errors: [{ code: "invalid", message: "", param: "phone" }] }, "bad_phone"],
  [400, { errors: [{ code: "incorrect_code", message: "", param: "code" }] }, "bad_code"],
  [409, {}, "code_gone"],
  [429, {}, "too_often"],
  [500, {}, "sign_in_failed"],
])("says %s %j in our words", async (status, body, code) => {
  allauth(status, body)
  await expect(confirmCode("123456")).rejects.toEqual(new Refused({ code: code as "bad_code" }, status))
})

it("does not send a signer back to the SMS when the authenticator's digits are wrong", async () => {
  allauth(400, { errors: [{ code: "incorrect_code", message: "", param: "code" }] })
  await expect(confirmSecondFactor("123456")).rejects.toEqual(new Refused({ code: "bad_factor" }, 400))
})
