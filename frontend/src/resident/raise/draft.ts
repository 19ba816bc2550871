import { ref, type Ref, watch } from "vue"
import type { Photo, Places, Raise } from "@/api/shapes"

export type Affected = NonNullable<Raise["affected"]>["kind"]
/** 是否业主共有, as a person answers it: "unsure" is an answer too, and is sent as null. */
export type Common = "yes" | "no" | "unsure"

/** What a resident has said so far. It is kept on the phone until it is sent, so a lost connection loses nothing. */
export interface Draft {
  title: string
  text: string
  category: string | null
  grid: string | null
  building: string | null
  unit: string | null
  placeNote: string
  affected: Affected | null
  common: Common | null
  join: boolean
  help: boolean
  hideName: boolean
  photos: Photo[]
}

const KEPT = "consult.raise"
/** As many characters as the server takes. */
export const LIMITS = { title: 60, text: 2000, placeNote: 100 } as const

const EMPTY: Readonly<Draft> = {
  title: "",
  text: "",
  category: null,
  grid: null,
  building: null,
  unit: null,
  placeNote: "",
  affected: null,
  common: null,
  join: false,
  help: false,
  hideName: false,
  photos: [],
}

export function useDraft(): { draft: Ref<Draft>; discard(): void } {
  const draft = ref<Draft>({ ...EMPTY, ...kept() })
  const stop = watch(draft, keep, { deep: true })
  function discard(): void {
    stop()
    try {
      localStorage.removeItem(KEPT)
    } catch {
      // Nothing was kept.
    }
  }
  return { draft, discard }
}

function kept(): Partial<Draft> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Draft>
  } catch {
    return {}
  }
}

function keep(draft: Draft): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(draft))
  } catch {
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}

/** What the server is sent. Who is touched follows from the place that was picked. */
export function bodyOf(draft: Draft): Raise {
  const kind = draft.affected ?? "none"
  const ids = { unit: draft.unit, building: draft.building, grid: draft.grid, community: null, none: null }[kind]
  return {
    title: draft.title.trim(),
    text: draft.text.trim(),
    category: draft.category ?? "",
    grid: draft.grid,
    building: draft.building,
    unit: draft.unit,
    place_note: draft.placeNote.trim(),
    affected: { kind, ids: ids === null ? [] : [ids] },
    wishes_to_join: draft.join,
    wishes_to_help: draft.help,
    hide_name: draft.hideName,
    owners_common: draft.common === "yes" ? true : draft.common === "no" ? false : null,
    photos: draft.photos.map((photo) => photo.id),
    not_emergency: false,
  }
}

/** The kinds of "who is touched" that the picked place can name. */
export function affectedKinds(draft: Draft): Affected[] {
  const kinds: Affected[] = []
  if (draft.unit) kinds.push("unit")
  if (draft.building) kinds.push("building")
  if (draft.grid) kinds.push("grid")
  return [...kinds, "community", "none"]
}

/** Take a building named in the address (its QR code) as the place. */
export function placeAt(draft: Draft, places: Places, building: string): void {
  const grid = places.grids.find((g) => g.buildings.some((b) => b.id === building))
  if (grid === undefined) return
  draft.grid = grid.id
  draft.building = building
  draft.unit = null
}

/** The place in words, as the check page repeats it. */
export function placeName(draft: Draft, places: Places | null): { grid: string; building: string; unit: number | null } {
  const grid = places?.grids.find((g) => g.id === draft.grid)
  const building = grid?.buildings.find((b) => b.id === draft.building)
  const unit = building?.units.find((u) => u.id === draft.unit)
  return { grid: grid?.name ?? "", building: building?.name ?? "", unit: unit?.number ?? null }
}
