import { whole } from "@/api/whole"
import { type Read, useRead } from "@/shared/useRead"
import { readRoll } from "../api/reads"
import type { RollRow } from "./shapes"

/** The whole frozen roll, page after page: a hall's roll has tens of rows, a community's a thousand or two. */
export function useRoll(poll: () => string): Read<RollRow[]> {
  return useRead(async () => (await whole((cursor) => readRoll(poll(), cursor))).items)
}
