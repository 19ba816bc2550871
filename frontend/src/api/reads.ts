/** Every read the pages make, one function each; addresses stand here and nowhere else. */
import { answer, api } from "./read"

const at = (id: string) => ({ params: { path: { id } } })

export const readMe = () => answer(api.GET("/api/v1/me"))
export const readHome = () => answer(api.GET("/api/v1/home"))
export const readMatter = (id: string) => answer(api.GET("/api/v1/matters/{id}", at(id)))
export const readSession = (id: string) => answer(api.GET("/api/v1/sessions/{id}", at(id)))
export const readPoll = (id: string) => answer(api.GET("/api/v1/polls/{id}", at(id)))
export const readNotice = (id: string) => answer(api.GET("/api/v1/notices/{id}", at(id)))
export const readGrid = (id: string) => answer(api.GET("/api/v1/grids/{id}", at(id)))
export const readDesk = () => answer(api.GET("/api/v1/desk"))

/** Grids with their buildings and units; without a community, those of the person signed in. */
export const readPlaces = (community?: string) => answer(api.GET("/api/v1/places", { params: { query: { community } } }))

export const readSimilar = (q: string, community?: string) =>
  answer(api.GET("/api/v1/matters/similar", { params: { query: { q, community } } }))

/** Matters I `raised` or `endorsed`. */
export const readMine = (mine: "raised" | "endorsed", cursor?: string) =>
  answer(api.GET("/api/v1/matters", { params: { query: { mine, cursor } } }))

/** Polls that are open and that I may vote in. */
export const readMyPolls = (cursor?: string) => answer(api.GET("/api/v1/polls", { params: { query: { cursor } } }))

export const readNotices = (cursor?: string) => answer(api.GET("/api/v1/notices", { params: { query: { cursor } } }))

export const readDeskList = (list: string, q?: string, cursor?: string) =>
  answer(api.GET("/api/v1/desk/{list}", { params: { path: { list }, query: { q, cursor } } }))

export const readPeople = (q?: string, cursor?: string) =>
  answer(api.GET("/api/v1/people", { params: { query: { q, cursor } } }))

export type Audience = "residents" | "staff" | "screen"

export const readRoom = (id: string, audience: Audience) =>
  answer(api.GET("/api/v1/rooms/{id}", { params: { path: { id }, query: { audience } } }))

/** A ticket for the room's socket, good for 60 s. */
export const takeTicket = (id: string) => answer(api.POST("/api/v1/rooms/{id}/ticket", at(id)))
