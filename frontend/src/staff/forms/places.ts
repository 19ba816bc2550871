/** Communities, compounds, grids, buildings, residents' groups, and who owns what. */
import { i18n } from "@/shared/language"
import type { Places } from "@/api/shapes"
import { readPlaces } from "@/api/reads"
import type { About, Field, Given, Option, VerbShape } from "./shape"

const HERE = "people/PlacesPage.vue"
const PHONE: Field = { name: "office_phone", kind: "text", max: 20, optional: true }
const within = (given: Given, about: About): Given => ({ ...given, community: about.community })
const figure = (name: string, most: number): Field => ({ name, kind: "number", least: 1, most })

async function compounds(about: About): Promise<Option[]> {
  return (await readPlaces(about.community)).compounds.map(({ id, name }) => ({ value: id, label: name }))
}

/** The staircases of the grid at hand; `thing` is the grid. */
function staircases(about: About): Option[] {
  const { buildings } = about.thing as Places["grids"][number]
  return buildings.flatMap((building) =>
    building.units.map((unit) => ({ value: unit.id, label: `${building.compound.name}${building.name} ${i18n.global.t("place.unit", { n: unit.number })}` })),
  )
}

export const PLACES: Record<string, VerbShape> = {
  // `thing` names the subdistrict.
  "community.found": {
    at: HERE,
    path: () => "/api/v1/communities",
    fields: [
      { name: "name", kind: "text", max: 40 },
      { name: "short", kind: "text", max: 8 },
      { name: "code", kind: "text", max: 8 },
      { name: "city", kind: "text", max: 40 },
      PHONE,
      { name: "office_hours", kind: "text", max: 80, optional: true },
      { name: "supervision_phone", kind: "text", max: 20, optional: true },
    ],
    body: (given, about) => ({ ...given, ...about.thing }),
  },
  "compound.add": { at: HERE, path: () => "/api/v1/compounds", fields: [{ name: "name", kind: "text", max: 40 }], body: within },
  "grid.add": {
    at: HERE,
    path: () => "/api/v1/grids",
    fields: [
      { name: "name", kind: "text", max: 60 },
      { name: "code", kind: "text", max: 4 },
      { name: "dedicated", kind: "tick" },
      PHONE,
      { name: "hours", kind: "text", max: 80, optional: true },
    ],
    body: within,
  },
  "building.add": {
    at: HERE,
    path: () => "/api/v1/buildings",
    fields: [
      { name: "compound", kind: "choice", of: compounds },
      { name: "grid", kind: "place", to: "grid" },
      { name: "name", kind: "text", max: 40 },
      figure("number", 999),
      figure("floors", 99),
      figure("units", 30),
      { name: "x", kind: "number", least: 0, most: 5000, optional: true },
      { name: "y", kind: "number", least: 0, most: 5000, optional: true },
    ],
  },
  // `id` is the grid's.
  "group.add": {
    at: HERE,
    path: () => "/api/v1/groups",
    fields: [
      { name: "name", kind: "text", max: 40 },
      { name: "units", kind: "choices", of: staircases },
    ],
    body: (given, about) => ({ ...given, grid: about.id }),
  },
  // `id` is the household's; written in square metres, sent in whole square centimetres.
  "owner.record": {
    at: "people/OwnersTable.vue",
    path: () => "/api/v1/owners",
    fields: [
      { name: "name", kind: "text", max: 80, begin: (about) => (about.thing as { name: string }).name },
      { name: "area_cm2", kind: "text", max: 12, begin: (about) => String((about.thing as { area_cm2: number }).area_cm2 / 10_000) },
      { name: "voter", kind: "person", optional: true },
    ],
    body: (given, about) => ({ ...given, area_cm2: squareCentimetres(String(given.area_cm2)), household: about.id }),
  },
}

/** 89.5 m² are 895000 cm²; null for what is no area. */
function squareCentimetres(metres: string): number | null {
  const area = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(metres.trim())
  return area === null ? null : Number(area[1]) * 10_000 + Number((area[2] ?? "").padEnd(2, "0")) * 100
}
