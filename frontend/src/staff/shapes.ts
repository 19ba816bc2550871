/** The names the desk uses for what the API answers; taken from its schema by address, so that they cannot drift. */
import type { Get } from "@/api/shapes"

export type Calendar = Get<"/api/v1/sessions/calendar">
export type Resolution = Get<"/api/v1/resolutions/{id}">
export type DelegationShown = NonNullable<Get<"/api/v1/sessions/{id}">["delegation"]>
