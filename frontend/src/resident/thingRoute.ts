import type { RouteLocationRaw } from "vue-router"
import type { Row } from "@/api/shapes"

/** Where a resident reads about a thing in a list. A resolution is read as its notice, an order on its matter's page. */
const PAGES: Record<Row["kind"], string> = {
  matter: "matter",
  session: "session",
  poll: "poll",
  resolution: "notice",
  notice: "notice",
  order: "matter",
}

export function thingRoute(thing: { kind: Row["kind"]; id: string }): RouteLocationRaw {
  return { name: PAGES[thing.kind], params: { id: thing.id } }
}
