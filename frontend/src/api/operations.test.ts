import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { FORMS } from "@/staff/forms"
import { RESIDENT } from "@/staff/forms/resident"
import { VERBS } from "@/shared/verbs"
import { verbPath } from "./verb"

/** Operations no page asks for by address, and whom they are for. */
const MACHINES: Readonly<Record<string, string>> = {
  "GET /api/v1/evidence/{}": "whoever recounts a poll: docs/voting-evidence.md, recount.py",
  "GET /api/v1/evidence/{}/leaves/{}": "whoever looks up their own receipt in the log",
  "GET /api/v1/evidence/{}/export": "whoever recounts a poll: docs/voting-evidence.md, recount.py",
  "POST /api/v1/me/sign-out": "clients without cookies of the sign-in's own server; the pages sign out there",
  "POST /api/v1/notices/{}/read": "channels that show one message; the pages mark all that was seen",
}

/** Operations whose whole address the server hands out with the thing, and the field it stands in. */
const HANDED_OUT: Readonly<Record<string, string>> = {
  "GET /api/v1/invitations/{}/letter.pdf": "letter_url",
  "GET /api/v1/materials/{}": "url",
  "GET /api/v1/matters/{}/archive/file": "url",
  "GET /api/v1/photos/{}": "url",
  "GET /api/v1/photos/{}/thumb": "thumb_url",
}

const open = (path: string): string => path.replace(/\$?\{[^}]*\}/g, "{}")

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === "testing" ? [] : sources(path)
    return /\.(vue|ts)$/.test(entry.name) && !/\.test\.ts$|schema\.d\.ts$/.test(entry.name) ? [path] : []
  })
}

const WRITTEN = sources("src").map((file) => readFileSync(file, "utf8")).join("\n")

/** Addresses written in the pages' sources. Reads go through api.GET, read(), pictures and links; all else sends something. */
function written(): Set<string> {
  const found = new Set<string>()
  for (const match of WRITTEN.matchAll(/["'`](\/api\/v1\/[^"'`?\s]+)/g)) {
    const path = open(match[1] ?? "")
    const before = WRITTEN.slice(WRITTEN.lastIndexOf("\n", match.index) + 1, match.index)
    // Names of types, and the address every verb begins with.
    if (/(Get<|paths\[)$/.test(before) || path === "/api/v1/{}/{}/{}") continue
    const plain = before.endsWith("send(request(") && WRITTEN.startsWith("))", match.index + match[0].length + 1)
    found.add(`${plain || /(api\.GET\(|\bread(<.*>)?\(|href="?|path="|src=")$/.test(before) ? "GET" : "POST"} ${path}`)
  }
  return found
}

/** Addresses verbs are sent to: with a form of the desk, a button of the common list, or a form of their own. */
function done(): Set<string> {
  const own = [...WRITTEN.matchAll(/verbPath\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? "")
  const verbs = [...Object.keys(FORMS), ...Object.keys(VERBS), ...RESIDENT, ...own]
  return new Set(verbs.map((verb) => `POST ${open(decodeURIComponent(FORMS[verb]?.path?.({ id: "{}" }) ?? verbPath(verb, "{}")))}`))
}

function operations(): string[] {
  const { paths } = JSON.parse(readFileSync("../docs/openapi.json", "utf8")) as { paths: Record<string, object> }
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${open(path)}`))
}

describe("what the server can be asked", () => {
  const all = operations()
  const asked = new Set([...written(), ...done()])

  it("is asked by some page, or meant for machines and says so", () => {
    expect(all.filter((one) => !asked.has(one) && !(one in MACHINES) && !(one in HANDED_OUT))).toEqual([])
  })

  it("is all that the pages ask", () => {
    const known = new Set(all)
    expect([...written()].filter((one) => !known.has(one))).toEqual([])
  })

  it("lists for machines, or as handed out, only what there is", () => {
    expect([...Object.keys(MACHINES), ...Object.keys(HANDED_OUT)].filter((one) => !all.includes(one))).toEqual([])
  })

  it("hands out addresses that the pages follow", () => {
    expect(Object.entries(HANDED_OUT).filter(([, field]) => !new RegExp(`\\.${field}\\b`).test(WRITTEN))).toEqual([])
  })
})
