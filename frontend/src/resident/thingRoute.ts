import type { RouteLocationRaw } from "vue-router"
import type { Kind } from "@/api/shapes"

/** Where a resident reads about a thing in a list. A resolution is read as its notice. */
const PAGES: Record<Kind, string> = {
  matter: "matter",
  session: "session",
  poll: "poll",
  resolution: "notice",
  notice: "notice",
  order: "order",
}

export function thingRoute(thing: { kind: string; id: string }): RouteLocationRaw {
  return { name: PAGES[thing.kind as Kind] ?? "matter", params: { id: thing.id } }
}
