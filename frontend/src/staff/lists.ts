/**
 * The desk's places, in the order of the rail. A list is read at `/api/v1/desk/<key>`; its count stands under the same
 * key in `/api/v1/desk`. Which of them a person sees is what the server counts for them.
 */
import type { Station } from "@/api/shapes"

export interface DeskList {
  key: string
  /** The station of the rail whose word names the list. */
  station: Station
}

export const LISTS: readonly DeskList[] = [
  { key: "inbox", station: "accept" },
  { key: "topics", station: "review" },
  { key: "sessions", station: "notice" },
  { key: "rooms", station: "discuss" },
  { key: "ballots", station: "vote" },
  { key: "resolutions", station: "resolve" },
  { key: "notices", station: "publish" },
  { key: "supervision", station: "carry_out" },
  { key: "evaluation", station: "evaluate" },
  { key: "archive", station: "archive" },
]
