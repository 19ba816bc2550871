/** The names the pages use for what the API answers; every one is generated from its schema. */
import type { components } from "./schema"

type Schemas = components["schemas"]

export type AgendaItem = Schemas["AgendaItem"]
export type BuildingPlace = Schemas["BuildingPlace"]
export type GridPlace = Schemas["GridPlace"]
export type Home = Schemas["Home"]
export type Import = Schemas["Import"]
export type Matter = Schemas["Matter"]
export type Me = Schemas["Me"]
export type Notice = Schemas["Notice"]
export type NoticeRow = Schemas["NoticeRow"]
export type PersonRow = Schemas["PersonRow"]
export type Photo = Schemas["Photo"]
export type Places = Schemas["Places"]
export type Poll = Schemas["Poll"]
export type RailStop = Schemas["RailStop"]
export type Raise = Schemas["Raise"]
export type Receipt = Schemas["Receipt"]
export type Result = Schemas["Result"]
export type Row = Schemas["Row"]
export type Session = Schemas["Session"]
export type SimilarMatter = Schemas["SimilarMatter"]
export type Station = Schemas["Station"]
export type TimelineEntry = Schemas["TimelineEntry"]

/** One page of a list; `next` is the cursor of the following one. */
export interface Page<T> {
  items: T[]
  next: string | null
}

/** What every object carries: the verbs its reader may do now, and those refused now, with the reason. */
export interface Allows {
  allowed: string[]
  blocked: Record<string, Schemas["Problem"]>
}
