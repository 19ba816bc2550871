/** The names the pages use for what the API answers; taken from its schema by address, so that they cannot drift. */
import type { Problem } from "./refusal"
import type { paths } from "./schema"

/** What a GET of this address answers. */
export type Get<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer A } } } }
}
  ? A
  : never

export type Me = Get<"/api/v1/me">
export type Home = Get<"/api/v1/home">
export type Matter = Get<"/api/v1/matters/{id}">
export type SimilarMatter = Get<"/api/v1/matters/similar">["items"][number]
export type Photo = Matter["photos"][number]
export type TimelineEntry = Matter["timeline"][number]
export type RailStop = Matter["rail"][number]
export type Station = RailStop["station"]
export type Session = Get<"/api/v1/sessions/{id}">
export type Proposals = Get<"/api/v1/sessions/{session_id}/proposals">
export type ProposalRow = Proposals["items"][number]
export type ProposalCall = NonNullable<Proposals["call"]>
/** A proposal as a room shows it to everybody. */
export type Proposal = Omit<ProposalRow, "is_mine" | "mine" | "allowed">
export type Concern = Get<"/api/v1/concerns">["items"][number]
/** A concern as a room shows it to everybody. */
export type ConcernShown = Pick<Concern, "id" | "name" | "text" | "label" | "category" | "stage" | "at">
export type Motion = NonNullable<Session["agenda"][number]["motion"]>
export type Places = Get<"/api/v1/places">
export type BuildingPlace = Places["grids"][number]["buildings"][number]
export type Household = Get<"/api/v1/households/{id}">
export type OwnClaim = Get<"/api/v1/me/residencies">["items"][number]
export type Message = Get<"/api/v1/notices">["items"][number]
export type Posted = Get<"/api/v1/board/{id}">
export type ResolutionRow = Get<"/api/v1/resolutions">["items"][number]
export type PersonRow = Get<"/api/v1/people">["items"][number]
export type Raise = paths["/api/v1/matters"]["post"]["requestBody"]["content"]["application/json"]
export type Roll = paths["/api/v1/rolls"]["post"]["responses"][200]["content"]["application/json"]

/** One thing in a list, of whatever kind: what every list row says. */
export type Row = Home["waiting"][number]
export type Kind = Row["kind"]

/** One page of a list; `next` is the cursor of the following one. */
export interface Page<T> {
  items: T[]
  next: string | null
}

/** The verbs a thing's reader may do by role and stage; and those of them that a guard refuses now, with the reason. */
export interface Allows {
  allowed: string[]
  blocked?: Record<string, Problem>
}

export function isBlocked(thing: Allows, verb: string): boolean {
  return thing.blocked !== undefined && Object.hasOwn(thing.blocked, verb)
}

/** Nothing stands in the way of the verb. */
export function may(thing: Allows, verb: string): boolean {
  return thing.allowed.includes(verb) && !isBlocked(thing, verb)
}

/** What a verb answers: the thing, where it stands now, and what may be done to it next. */
export interface Done {
  id: string
  stage: string
  allowed: string[]
  facts: Record<string, unknown>
}
