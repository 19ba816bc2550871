/** How much waits at each station for the person signed in: read from the lists themselves, and again each minute. */
import { readonly, shallowRef } from "vue"
import { readInbox, readMatters, readResolutions, readSessions, readTopics } from "@/api/reads"
import { serverNow } from "@/api/serverTime"
import type { Page } from "@/api/shapes"
import { readOrders, readPolls } from "./api/reads"
import { waits } from "./forms/likely"

const DAY_MS = 86_400_000
type Counted = { allowed: readonly string[] }
const all = (): boolean => true

const LISTS: Record<string, [read: () => Promise<Page<Counted>>, waiting: (row: Counted) => boolean]> = {
  inbox: [() => readInbox(), all],
  topics: [() => readTopics(), waits],
  sessions: [() => readSessions("drafted,published"), (row) => waits(row) && near(row)],
  rooms: [() => readSessions("open,adjourned"), waits],
  polls: [() => readPolls({ stage: "prepared,open" }), waits],
  resolutions: [() => readResolutions("draft,checked,signed,countersigned"), waits],
  notices: [() => readResolutions("published"), (row) => waits(row) && due(row)],
  orders: [() => readOrders({}), waits],
  evaluation: [() => readMatters({ stage: "evaluating" }), waits],
  archive: [() => readMatters({ stage: "closed,answered,rejected,merged,withdrawn" }), waits],
}

/** A published session waits for its day, not for somebody. */
function near(row: Counted & { stage?: string; starts_at?: string }): boolean {
  return row.stage !== "published" || Date.parse(row.starts_at ?? "") < serverNow() + DAY_MS
}

/** A posted resolution waits while somebody objects, and when its days are over. */
function due(row: Counted & { objections_open?: number; days_left?: number | null }): boolean {
  return (row.objections_open ?? 0) > 0 || row.days_left === 0
}

const known = shallowRef<Readonly<Record<string, number>>>({})
export const counts = readonly(known)

/** Ask anew. A list that cannot be read keeps the figure it had. */
export async function recount(): Promise<void> {
  const found = await Promise.all(
    Object.entries(LISTS).map(async ([key, [read, waiting]]) => {
      try {
        return [key, (await read()).items.filter(waiting).length] as const
      } catch {
        return [key, known.value[key] ?? 0] as const
      }
    }),
  )
  known.value = Object.fromEntries(found)
}
