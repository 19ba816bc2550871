/** The reads only the desk makes, one function each. */
import { answer, api } from "@/api/read"
import type { Page } from "@/api/shapes"
import type { ArchiveShown, EvaluationSummary, OrderPage, OrderRow, Oversight } from "../supervision/shapes"
import type { BallotRow, PollPage, PollRow, RollRow } from "../voting/shapes"
import type { Present } from "../room/desk"
import type { DelegationShown } from "../shapes"
import { read } from "./raw"

const at = (id: string) => ({ params: { path: { id } } })

export const readForms = () => answer(api.GET("/api/v1/sessions/forms"))
export const readCalendar = (first: string, last: string) =>
  answer(api.GET("/api/v1/sessions/calendar", { params: { query: { first, last } } }))

export const readComposition = (id: string, bodies: string[]) =>
  answer(api.GET("/api/v1/sessions/{id}/composition", { params: { path: { id }, query: { bodies } } }))

export interface LetterQuery {
  part?: "" | "1" | "N" | "X" | "O"
  reply?: "" | "none" | "attend" | "delegate" | "written" | "decline"
  served?: boolean
}

export const readLetters = (id: string, query: LetterQuery, cursor?: string) =>
  answer(api.GET("/api/v1/sessions/{id}/invitations", { params: { path: { id }, query: { ...query, cursor, limit: 50 } } }))

export const readDelegates = (id: string) => answer(api.GET("/api/v1/invitations/{id}/delegates", at(id)))
export const readMotion = (id: string) => answer(api.GET("/api/v1/motions/{id}", at(id)))
export const readSecrecies = (id: string) => answer(api.GET("/api/v1/motions/{id}/secrecies", at(id)))
export const readStudies = (id: string) => answer(api.GET("/api/v1/matters/{id}/studies", at(id)))
export const readResolution = (id: string) => answer(api.GET("/api/v1/resolutions/{id}", at(id)))
export const readDraftMinutes = (id: string) =>
  answer(api.GET("/api/v1/rooms/{room_id}/draft_minutes", { params: { path: { room_id: id } } }))

/** What was told at the talk studio and has not been brought to a session. */
export const readStudio = () => answer(api.GET("/api/v1/studio/concerns"))

export const readClaims = (state: "claimed" | "confirmed" | "refused") =>
  answer(api.GET("/api/v1/residencies", { params: { query: { state } } }))

export const readPerson = (id: string) => answer(api.GET("/api/v1/people/{id}", at(id)))

/** 业主名册 of a compound. */
export const readOwners = (compound: string, community: string, cursor?: string) =>
  answer(api.GET("/api/v1/compounds/{id}/owners", { params: { path: { id: compound }, query: { community, cursor } } }))

export const readBodies = (community?: string) => answer(api.GET("/api/v1/bodies", { params: { query: { community } } }))
export const readHoldings = (community?: string) => answer(api.GET("/api/v1/holdings", { params: { query: { community } } }))
export const readDelegations = (community?: string) => read<{ items: DelegationShown[] }>("/api/v1/sessions/delegations", { community })

/** Who is there by name, the latest first; for the desk alone. */
export async function readPresent(room: string): Promise<Present[]> {
  const people: Present[] = []
  let cursor: string | undefined
  do {
    const page = await read<Page<{ person: string; name: string; mode: Present["mode"]; removed: string }>>(`/api/v1/rooms/${room}/present`, { cursor, limit: 100 })
    people.push(...page.items.map(({ person, name, mode, removed }) => ({ id: person, name, mode, removed })))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return people
}

export interface PollQuery extends Record<string, string | undefined> {
  /** Stages, joined by commas. */
  stage?: string
  session?: string
  motion?: string
}

export const readPolls = (query: PollQuery, cursor?: string) => read<Page<PollRow>>("/api/v1/polls", { ...query, cursor })
export const readPoll = (id: string) => read<PollPage>(`/api/v1/polls/${id}`)
export const readRoll = (id: string, cursor?: string) => read<Page<RollRow>>(`/api/v1/polls/${id}/roll`, { cursor, limit: 100 })
export const readBallots = (id: string, cursor?: string) => read<Page<BallotRow>>(`/api/v1/polls/${id}/ballots`, { cursor, limit: 100 })

export const readOrders = (query: { stage?: string; matter?: string }, cursor?: string) =>
  read<Page<OrderRow>>("/api/v1/orders", { ...query, cursor })
export const readOrder = (id: string) => read<OrderPage>(`/api/v1/orders/${id}`)
export const readOversight = () => read<Oversight>("/api/v1/supervision")
export const readEvaluation = (id: string) => read<EvaluationSummary>(`/api/v1/matters/${id}/evaluation`)
export const readArchive = (id: string) => read<ArchiveShown>(`/api/v1/matters/${id}/archive`)
