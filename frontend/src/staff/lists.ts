/** The desk's places, in the order of the rail: where each is read, and how what is read becomes a row. */
import { type PollShown, readPolls } from "@/api/polls"
import { readInbox, readMatters, readResolutions, readSessions, readTopics } from "@/api/reads"
import type { Page, ResolutionRow, Row } from "@/api/shapes"

export interface DeskList {
  /** Names the list in addresses and in `counts` of `/api/v1/desk`. */
  key: string
  read(cursor?: string): Promise<Page<Row>>
}

export const LISTS: readonly DeskList[] = [
  { key: "inbox", read: readInbox },
  { key: "topics", read: readTopics },
  { key: "sessions", read: (cursor) => readSessions("drafted,published,adjourned", cursor) },
  { key: "rooms", read: (cursor) => readSessions("open,adjourned", cursor) },
  { key: "ballots", read: async (cursor) => rowsOf(await readPolls("open", cursor), pollRow) },
  { key: "resolutions", read: async (cursor) => rowsOf(await readResolutions("draft,checked,signed", cursor), resolutionRow) },
  { key: "notices", read: async (cursor) => rowsOf(await readResolutions("published", cursor), resolutionRow) },
  { key: "supervision", read: (cursor) => readMatters({ stage: "carrying_out" }, cursor) },
  { key: "evaluation", read: (cursor) => readMatters({ stage: "evaluating" }, cursor) },
  { key: "archive", read: (cursor) => readMatters({ stage: "closed,answered,rejected,merged,withdrawn" }, cursor) },
]

function rowsOf<T>(page: Page<T>, row: (one: T) => Row): Page<Row> {
  return { items: page.items.map(row), next: page.next }
}

function pollRow(poll: PollShown): Row {
  return {
    kind: "poll",
    id: poll.id,
    number: "",
    title: poll.title,
    stage: poll.stage,
    sentence: poll.rule_title.zh ?? "",
    sentence_en: poll.rule_title.en ?? "",
    due: poll.closes_at,
    rail: [],
    allowed: [],
  }
}

function resolutionRow(resolution: ResolutionRow): Row {
  return {
    kind: "resolution",
    id: resolution.id,
    number: resolution.number,
    title: resolution.title,
    stage: resolution.state,
    sentence: resolution.zh,
    sentence_en: resolution.en,
    due: resolution.until ?? resolution.sign_by,
    rail: [],
    allowed: resolution.allowed,
  }
}
