/** The names the desk uses for what the API answers; taken from its schema by address, so that they cannot drift. */
import type { Get } from "@/api/shapes"

export type MatterRow = Get<"/api/v1/inbox">["items"][number]
export type SessionRow = Get<"/api/v1/sessions">["items"][number]
export type FormOut = Get<"/api/v1/sessions/forms">["items"][number]
export type Calendar = Get<"/api/v1/sessions/calendar">
export type Composition = Get<"/api/v1/sessions/{id}/composition">
export type Letter = Get<"/api/v1/sessions/{id}/invitations">["items"][number]
export type MotionPage = Get<"/api/v1/motions/{id}">
export type Resolution = Get<"/api/v1/resolutions/{id}">
export type Claim = Get<"/api/v1/residencies">["items"][number]
export type BodyShown = Get<"/api/v1/bodies">["items"][number]
export type HoldingRow = Get<"/api/v1/holdings">["items"][number]
export type DelegationShown = NonNullable<Get<"/api/v1/sessions/{id}">["delegation"]>
