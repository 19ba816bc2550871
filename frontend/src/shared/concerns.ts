import type { Concern } from "@/api/shapes"

export type Group = readonly { label?: string | null }[]

/** Whether something stands over them: a label, or that they are alike. */
export const isNamed = (group: Group): boolean => group.length > 1 || !!group[0]?.label

/** The largest first, and what stands for itself after all that is named. */
export function inOrder<G extends Group>(groups: readonly G[]): G[] {
  return [...groups].sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)) || b.length - a.length)
}

/** Concerns in the server's groups of likeness, as far as they have been read; what is in none stands for itself. */
export function together(items: readonly Concern[], groups: readonly string[][]): Concern[][] {
  const known = new Map(items.map((one) => [one.id, one]))
  const grouped = groups.map((ids) => ids.flatMap((id) => known.get(id) ?? [])).filter((group) => group.length > 0)
  const placed = new Set(groups.flat())
  return inOrder([...grouped, ...items.filter((one) => !placed.has(one.id)).map((one) => [one])])
}
