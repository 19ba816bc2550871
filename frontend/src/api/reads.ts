/** The reads the pages make, one function each; addresses stand in `src/api` and nowhere else. */
import { answer, api } from "./read"
import { MOST, whole } from "./whole"

const at = (id: string) => ({ params: { path: { id } } })

export const readMe = () => answer(api.GET("/api/v1/me"))
export const readHome = () => answer(api.GET("/api/v1/home"))
export const readMatter = (id: string) => answer(api.GET("/api/v1/matters/{id}", at(id)))
export const readSession = (id: string) => answer(api.GET("/api/v1/sessions/{id}", at(id)))
export const readOrder = (id: string) => answer(api.GET("/api/v1/orders/{id}", at(id)))
/** The call and the proposals of a proposal review. */
export const readProposals = (session: string) =>
  whole((cursor) => answer(api.GET("/api/v1/sessions/{session_id}/proposals", { params: { path: { session_id: session }, query: { cursor, limit: MOST } } })))
/** Photos of a session, faces covered. */
export const readSessionPhotos = (session: string) => answer(api.GET("/api/v1/sessions/{session_id}/photos", { params: { path: { session_id: session } } }))
/** What was told in a session, in groups of likeness. */
export const readConcerns = (session: string, cursor?: string) =>
  answer(api.GET("/api/v1/sessions/{session_id}/concerns", { params: { path: { session_id: session }, query: { cursor, limit: 50 } } }))
export const readOwnConcerns = (cursor?: string) => answer(api.GET("/api/v1/concerns", { params: { query: { cursor } } }))
/** Whom the holder of this letter may send instead. */
export const readDelegates = (invitation: string) =>
  whole((cursor) => answer(api.GET("/api/v1/invitations/{id}/delegates", { params: { path: { id: invitation }, query: { cursor, limit: MOST } } })))
export const readMinutes = (session: string) => answer(api.GET("/api/v1/sessions/{session_id}/minutes", { params: { path: { session_id: session } } }))
export const readPosted = (id: string) => answer(api.GET("/api/v1/board/{id}", at(id)))
export const readGrid = (id: string) => answer(api.GET("/api/v1/grids/{id}", at(id)))

export const readCommunities = (cursor?: string, limit?: number) => answer(api.GET("/api/v1/communities", { params: { query: { cursor, limit } } }))
/** Every community, for whoever has yet to say where they belong. */
export const readEveryCommunity = () => whole((cursor) => readCommunities(cursor, MOST))

/** Where I have said to live, and what became of it. */
export const readOwnClaims = () => whole((cursor) => answer(api.GET("/api/v1/me/residencies", { params: { query: { cursor, limit: MOST } } })))
export const readHousehold = (id: string) => answer(api.GET("/api/v1/households/{id}", at(id)))

export const readMessages = (cursor?: string, limit?: number) =>
  answer(api.GET("/api/v1/notices", { params: { query: { cursor, limit } } }))
/** They were before my eyes up to this moment. */
export const markRead = (until: string) => answer(api.POST("/api/v1/notices/read", { body: { until } }))

/** Grids with their buildings and units; without a community, those of the person signed in. */
export const readPlaces = (community?: string) => answer(api.GET("/api/v1/places", { params: { query: { community } } }))

export const readSimilar = (q: string, community?: string) =>
  answer(api.GET("/api/v1/matters/similar", { params: { query: { q, community } } }))

export interface MatterQuery {
  mine?: "raised" | "endorsed"
  /** Stages, joined by commas. */
  stage?: string
  q?: string
}

export const readMatters = (query: MatterQuery, cursor?: string) =>
  answer(api.GET("/api/v1/matters", { params: { query: { ...query, cursor } } }))

export const readInbox = (cursor?: string) => answer(api.GET("/api/v1/inbox", { params: { query: { cursor } } }))
export const readTopics = (cursor?: string) => answer(api.GET("/api/v1/topics", { params: { query: { cursor } } }))

export const readSessions = (stage: string, cursor?: string) =>
  answer(api.GET("/api/v1/sessions", { params: { query: { stage, cursor } } }))

export const readResolutions = (stage: string, cursor?: string) =>
  answer(api.GET("/api/v1/resolutions", { params: { query: { stage, cursor } } }))

/** The public notice board; no sign-in. */
export const readBoard = (cursor?: string) => answer(api.GET("/api/v1/board", { params: { query: { cursor } } }))

/** The public key of the ledgers and the latest signed heads; no sign-in. */
export const readLedgers = (cursor?: string) => answer(api.GET("/api/v1/ledger", { params: { query: { cursor } } }))

export const readPeople = (q?: string, cursor?: string) =>
  answer(api.GET("/api/v1/people", { params: { query: { q, cursor } } }))
