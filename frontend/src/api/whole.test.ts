import { expect, it } from "vitest"
import type { Page } from "./shapes"
import { whole } from "./whole"

const PAGES: Record<string, Page<string> & { call: string }> = {
  "": { items: ["甲", "乙"], next: "2", call: "征集" },
  2: { items: ["丙"], next: "3", call: "征集" },
  3: { items: [], next: null, call: "征集" },
}

it("reads a list to its end, and keeps what else its pages say", async () => {
  const asked: string[] = []
  const read = (cursor = ""): Promise<Page<string> & { call: string }> => {
    asked.push(cursor)
    return Promise.resolve(PAGES[cursor] ?? { items: ["不该问"], next: null, call: "" })
  }
  expect(await whole(read)).toEqual({ items: ["甲", "乙", "丙"], next: null, call: "征集" })
  expect(asked).toEqual(["", "2", "3"])
})

it("fails whole when one of its pages does", async () => {
  const read = (cursor?: string): Promise<Page<string>> => (cursor === undefined ? Promise.resolve({ items: ["甲"], next: "2" }) : Promise.reject(new Error("断线")))
  await expect(whole(read)).rejects.toThrow("断线")
})
