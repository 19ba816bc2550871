import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { verbPath } from "@/api/verb"
import { VERBS } from "@/shared/verbs"
import { FORMS } from "./index"
import { RESIDENT } from "./resident"
import type { About, VerbShape } from "./shape"

/** Rows of docs/flow.md that name somebody: verbs that are done with a button. It is generated from consult/flow.py. */
function flowVerbs(): string[] {
  const rows = readFileSync("../docs/flow.md", "utf8").split("\n").filter((line) => line.startsWith("| `"))
  const done = rows.filter((line) => line.split("|")[4]?.trim() !== "—")
  return [...new Set(done.map((line) => line.split("`")[1] ?? ""))].sort()
}

type Schema = { $ref?: string; properties?: Record<string, unknown>; anyOf?: Schema[] }
interface Snapshot {
  paths: Record<string, { post?: { requestBody?: { content: Record<string, { schema: Schema }> } } }>
  components: { schemas: Record<string, Schema> }
}

const { paths, components } = JSON.parse(readFileSync("../docs/openapi.json", "utf8")) as Snapshot

/** Addresses of verbs in the API's committed snapshot, their ids left open. */
function apiPaths(): string[] {
  return Object.keys(paths).filter((path) => paths[path]?.post !== undefined).map(open).sort()
}

/** What an address of the API takes as JSON, by the names of its fields. What it does not take, it refuses. */
function taken(path: string): string[] {
  const at = Object.keys(paths).find((each) => open(each) === path && paths[each]?.post !== undefined) ?? ""
  const schema = paths[at]?.post?.requestBody?.content["application/json"]?.schema ?? {}
  return (schema.anyOf ?? [schema]).flatMap((one) => Object.keys(components.schemas[one.$ref?.split("/").at(-1) ?? ""]?.properties ?? {}))
}

const PLACE = ["grid", "building", "unit"]

/** The names under which a form sends what was filled in. */
function sends({ fields, body }: VerbShape): string[] {
  const given = fields.flatMap((field) => (field.kind === "place" ? PLACE.slice(0, PLACE.indexOf(field.to) + 1) : [field.name]))
  const filled = Object.fromEntries(given.map((name) => [name, "1"]))
  return Object.keys(body?.(filled, ABOUT) ?? filled)
}

/** Whether a component uses a verb's name, in quotation marks of any kind. */
function uses(file: string, verb: string): boolean {
  return existsSync(file) && new RegExp(`["'\`]${verb.replace(".", "\\.")}["'\`]`).test(readFileSync(file, "utf8"))
}

const open = (path: string): string => path.replace(/\{\w+\}/g, "{}")
const ABOUT: About = { id: "{}" }

function pathOf(verb: string): string {
  return open(decodeURIComponent(FORMS[verb]?.path?.(ABOUT) ?? verbPath(verb, "{}")))
}

/** What is no verb done to a thing: oneself, tickets, uploads, places, claims of residents, and raising a matter. */
const NO_VERB = [
  "/api/v1/kiosk/{}/identify",
  "/api/v1/kiosk/{}/lower",
  "/api/v1/kiosk/{}/me",
  "/api/v1/kiosk/{}/raise",
  "/api/v1/kiosk/{}/sign_in",
  "/api/v1/kiosk/{}/sign_out",
  "/api/v1/matters",
  "/api/v1/households/{}/name_representative",
  "/api/v1/me/change_phone",
  "/api/v1/me/choose",
  "/api/v1/me/erase",
  "/api/v1/me/factor",
  "/api/v1/me/introduce",
  "/api/v1/me/phone_code",
  "/api/v1/me/preferences",
  "/api/v1/me/sign-out",
  "/api/v1/notices/read",
  "/api/v1/notices/{}/read",
  "/api/v1/photos",
  "/api/v1/residencies",
  "/api/v1/rolls",
  "/api/v1/rooms/{}/screen_ticket",
  "/api/v1/rooms/{}/ticket",
]

/** Those of flow.py's predicates that are true of somebody who holds no office. */
const RESIDENTS = new Set("signed_in neighbour proposer affected attendee invited objector petitioner_here petition_starter representative voter teller session_attendee proposal_owner mover".split(" "))

/** Verbs somebody without an office may do. */
function residentVerbs(): string[] {
  const rows = readFileSync("../docs/flow.md", "utf8").split("\n").filter((line) => line.startsWith("| `"))
  return rows.filter((line) => line.split("|")[4]?.split(",").some((who) => RESIDENTS.has(who.trim()))).map((line) => line.split("`")[1] ?? "")
}

/** Every component of the residents' pages and those they share, and what `VerbBar` shows there of itself. */
function residentPages(): string[] {
  return ["src/resident", "src/shared"].flatMap((folder) =>
    (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith(".test.ts")).map((name) => `${folder}/${name}`),
  )
}
/** Things with a page, or a place on one, where `VerbBar` stands: their simple verbs need no more. */
const BARRED = new Set(["matter", "topic", "petition", "session", "poll", "resolution", "objection"])

describe("every verb can be pressed", () => {
  it("each verb somebody without an office may do has its button on the residents' pages", () => {
    const pages = residentPages()
    const barred = (verb: string): boolean => VERBS[verb] !== "page" && verb in VERBS && BARRED.has(verb.split(".")[0] ?? "")
    expect(residentVerbs().filter((verb) => !barred(verb) && !pages.some((file) => uses(file, verb)))).toEqual([])
  })

  it("each verb somebody may do has its form on the desk or its button on the residents' pages", () => {
    expect(flowVerbs().filter((verb) => FORMS[verb] === undefined && !RESIDENT.has(verb))).toEqual([])
  })

  it("each address of the API that takes a verb is one that a form sends to", () => {
    const sent = new Set([...Object.keys(FORMS), ...RESIDENT].map(pathOf))
    expect(apiPaths().filter((path) => !sent.has(path) && !NO_VERB.includes(path))).toEqual([])
  })

  it("each form sends to an address that the API has", () => {
    const paths = new Set(apiPaths())
    // A matter that is being raised has no id yet: it is sent to the collection.
    const sent = [...Object.keys(FORMS), ...RESIDENT].filter((verb) => verb !== "matter.raise")
    expect(sent.filter((verb) => !paths.has(pathOf(verb)))).toEqual([])
  })

  it("each form sends no field that its address does not take", () => {
    const json = Object.entries(FORMS).filter(([, { send }]) => send === undefined)
    const odd = json.map(([verb, form]) => [verb, sends(form).filter((name) => !taken(pathOf(verb)).includes(name))] as const)
    expect(odd.filter(([, names]) => names.length > 0)).toEqual([])
  })

  it("no form is left for a verb that neither the flow nor the API knows", () => {
    const known = new Set([...flowVerbs(), ...RESIDENT])
    const paths = new Set(apiPaths())
    expect(Object.keys(FORMS).filter((verb) => !known.has(verb) && !paths.has(pathOf(verb)))).toEqual([])
  })

  it("a form that stands beside what is chosen stands where it says", () => {
    const placed = Object.entries(FORMS).flatMap(([verb, { at }]) => (at === undefined ? [] : [[verb, `src/staff/${at}`] as const]))
    expect(placed.filter(([verb, file]) => !uses(file, verb))).toEqual([])
  })
})
