import { expect, it } from "vitest"
import type { Trouble } from "@/api/refusal"
import { render } from "@/testing/render"
import ErrorBox from "./ErrorBox.vue"

const problem = (code: string): Trouble => ({ code, message: "不行", message_en: "No", next: { zh: "这样做", en: "Do this" } })

it.each([
  ["not_signed_in", "a", "登录"],
  ["csrf", "button", "刷新页面"],
  ["wrong_stage", "button", "刷新页面"],
  ["not_found", "a", "回首页"],
  ["too_often", "button", "再试一次"],
])("%s offers what helps", async (code, tag, word) => {
  const box = await render(ErrorBox, { trouble: problem(code), retry: true }, "/matter/m1")
  expect(box.findAll("a, button").map((one) => [one.element.tagName.toLowerCase(), one.text()])).toEqual([[tag, word]])
  expect(box.text()).toContain("不行")
  expect(box.text()).toContain("这样做")
})

it("leads back here after signing in", async () => {
  history.replaceState(null, "", "/matter/m1?x=1")
  const box = await render(ErrorBox, { trouble: problem("not_signed_in") })
  expect(box.get("a").attributes("href")).toBe("/sign-in?back=%2Fmatter%2Fm1%3Fx%3D1")
})

it("offers nothing where nothing of ours helps", async () => {
  const box = await render(ErrorBox, { trouble: problem("not_permitted") })
  expect(box.findAll("a, button")).toEqual([])
})
