import { expect, it } from "vitest"
import { isEmpty, missing, sent } from "./shape"

it("a file is something, and goes with the form", () => {
  const file = new File(["{}"], "P1-key.json")
  const fields = [{ name: "file", kind: "file", accept: ".json" }] as const
  expect(isEmpty(file)).toBe(false)
  expect(missing([...fields], { file }, { id: "1" })).toEqual([])
  expect(sent([...fields], { file }, { id: "1" })).toEqual({ file })
  expect(missing([...fields], { file: null }, { id: "1" })).toEqual(["file"])
})
