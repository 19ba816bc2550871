/** The desk's places in the order of the rail, and those beside it. Each is a route's name and a word under `stations`. */
export const STATIONS = [
  "inbox",
  "topics",
  "sessions",
  "rooms",
  "polls",
  "resolutions",
  "notices",
  "orders",
  "evaluation",
  "archive",
] as const

export const BESIDE = ["calendar", "studio", "enter", "claims", "people", "bodies", "places", "delegations", "import", "everything"] as const
