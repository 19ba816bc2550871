import { readdirSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"

/** Pages that bring their own states: a draft that needs no network, and rooms, whose socket says how it is. */
const OWN = ["src/resident/raise/RaisePage.vue", "src/resident/pages/RoomPage.vue", "src/staff/room/RoomPage.vue", "src/screen/ScreenPage.vue"]

const FILES = (readdirSync("src", { recursive: true }) as string[])
  .filter((name) => name.endsWith(".vue"))
  .map((name) => ({ file: `src/${name}`, text: readFileSync(`src/${name}`, "utf8") }))
const PAGES = FILES.filter(({ file }) => file.endsWith("Page.vue"))

it("every page that reads shows how it loads, what went wrong, and what is old while offline", () => {
  const reading = PAGES.filter(({ text }) => /\buse(Read|List)\(/.test(text))
  expect(reading.length).toBeGreaterThan(20)
  expect(reading.filter(({ file, text }) => !OWN.includes(file) && !/<(Loadable|Listing|SplitPage)\b/.test(text)).map(({ file }) => file)).toEqual([])
})

it("every list says what would stand there while it is empty", () => {
  const lists = FILES.filter(({ text }) => /<(Listing|SplitPage)\b/.test(text))
  expect(lists.length).toBeGreaterThan(10)
  expect(lists.filter(({ text }) => !/#empty|empty-title=/.test(text)).map(({ file }) => file)).toEqual([])
})
