import type { RouteLocationRaw } from "vue-router"

/** Where on the desk a thing of this kind is shown whole. */
const PLACES: Record<string, string> = {
  matter: "matter",
  session: "sessions",
  poll: "polls",
  resolution: "resolutions",
  notice: "notices",
  order: "orders",
}

export function thingAt(link: { kind: string; id: string }): RouteLocationRaw {
  const name = PLACES[link.kind]
  return name === undefined ? { name: "nowhere", params: { rest: link.kind } } : { name, params: { id: link.id } }
}
