/** The reads only the desk makes, one function each. */
import { answer, api } from "@/api/read"
import { MOST, whole } from "@/api/whole"
import type { paths } from "@/api/schema"
import type { Page } from "@/api/shapes"
import type { ArchiveShown, EvaluationSummary, OrderPage, OrderRow, Oversight } from "../supervision/shapes"
import type { BallotRow, PollPage, PollRow, RollRow } from "../voting/shapes"
import type { Present } from "../room/desk"
import type { DelegationShown } from "../shapes"
import { read } from "./raw"

const at = (id: string) => ({ params: { path: { id } } })

/** How much waits for this desk, by the places of its rail. */
export const readWaiting = () => answer(api.GET("/api/v1/desk/waiting"))

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

export const readMotion = (id: string) => answer(api.GET("/api/v1/motions/{id}", at(id)))
export const readSecrecies = (id: string) => answer(api.GET("/api/v1/motions/{id}/secrecies", at(id)))
export const readStudies = (id: string, cursor?: string) => answer(api.GET("/api/v1/matters/{id}/studies", { params: { path: { id }, query: { cursor } } }))
export const readResolution = (id: string) => answer(api.GET("/api/v1/resolutions/{id}", at(id)))
export const readDraftMinutes = (id: string) =>
  answer(api.GET("/api/v1/rooms/{room_id}/draft_minutes", { params: { path: { room_id: id } } }))

/** What was told at the talk studio and has not been brought to a session. */
export const readStudio = (cursor?: string) => answer(api.GET("/api/v1/studio/concerns", { params: { query: { cursor, limit: 50 } } }))

export const readClaims = (state: "claimed" | "confirmed" | "refused", cursor?: string) =>
  answer(api.GET("/api/v1/residencies", { params: { query: { state, cursor } } }))

export const readPerson = (id: string) => answer(api.GET("/api/v1/people/{id}", at(id)))

/** 业主名册 of a compound. */
export const readOwners = (compound: string, community: string, cursor?: string) =>
  answer(api.GET("/api/v1/compounds/{id}/owners", { params: { path: { id: compound }, query: { community, cursor } } }))

export const readBodies = (community?: string, cursor?: string, limit?: number) =>
  answer(api.GET("/api/v1/bodies", { params: { query: { community, cursor, limit } } }))
/** Every body, to choose one of them. */
export const readEveryBody = (community?: string) => whole((cursor) => readBodies(community, cursor, MOST))

/** `q`: part of a name, a room, the last four digits of a number; `person`: one person's own. */
export interface HoldingQuery {
  role?: NonNullable<paths["/api/v1/holdings"]["get"]["parameters"]["query"]>["role"]
  q?: string
  person?: string
}

export const readHoldings = (query: HoldingQuery, cursor?: string) =>
  answer(api.GET("/api/v1/holdings", { params: { query: { ...query, cursor, limit: MOST } } }))

export const readDelegations = (community?: string, cursor?: string) =>
  read<Page<DelegationShown>>("/api/v1/sessions/delegations", { community, cursor })

/** Who is there by name, the latest first; for the desk alone. */
export async function readPresent(room: string): Promise<Present[]> {
  const { items } = await whole((cursor) =>
    read<Page<{ person: string; name: string; mode: Present["mode"]; removed: string }>>(`/api/v1/rooms/${room}/present`, { cursor, limit: MOST }),
  )
  return items.map(({ person, name, mode, removed }) => ({ id: person, name, mode, removed }))
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
