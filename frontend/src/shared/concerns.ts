import type { Concern } from "@/api/shapes"

/** Concerns in the server's groups of likeness, as far as they have been read; what is in none stands for itself. */
export function together(items: readonly Concern[], groups: readonly string[][]): Concern[][] {
  const known = new Map(items.map((one) => [one.id, one]))
  const grouped = groups.map((ids) => ids.flatMap((id) => known.get(id) ?? [])).filter((group) => group.length > 0)
  const placed = new Set(groups.flat())
  return [...grouped, ...items.filter((one) => !placed.has(one.id)).map((one) => [one])]
}
