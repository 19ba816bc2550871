/** People, their offices and households; who may decide what on whose behalf. */
import type { Field, VerbShape } from "./shape"

/** Every office, in the order in which people meet them. */
export const ROLES = [
  "resident_rep",
  "building_lead",
  "grid_worker",
  "grid_lead",
  "committee_staff",
  "committee_member",
  "committee_deputy",
  "committee_director",
  "party_secretary",
  "party_deputy",
  "party_committee_member",
  "part_time_member",
  "branch_member",
  "supervisor",
  "inspector",
  "legal_adviser",
  "council_member",
  "org_rep",
  "owners_committee_member",
  "evaluator",
  "administrator",
] as const
const BODIES = [
  "party_organization",
  "residents_committee",
  "supervisory_committee",
  "representatives_meeting",
  "deliberation_council",
  "owners_assembly",
  "owners_committee",
  "property_manager",
  "stationed_unit",
  "supervision_team",
  "courtyard_group",
  "government_agency",
] as const

const inRoles =
  (...roles: string[]) =>
  (given: Record<string, unknown>): boolean =>
    roles.includes(String(given.role))
const PLACED: Field = { name: "where", kind: "place", to: "building", when: inRoles("building_lead", "grid_worker", "grid_lead", "resident_rep"), optional: true }
const COMMUNITY = (about: { community?: string }): { community?: string } => ({ community: about.community })

export const PEOPLE: Record<string, VerbShape> = {
  "role.give": {
    path: () => "/api/v1/holdings",
    fields: [
      { name: "role", kind: "choice", of: ROLES },
      PLACED,
      { name: "body", kind: "body", optional: true },
      { name: "category", kind: "text", max: 20, optional: true, when: inRoles("org_rep", "council_member", "part_time_member") },
      { name: "starts", kind: "date", optional: true },
      { name: "ends", kind: "date", optional: true },
    ],
    body: (given, about) => ({ ...given, person: about.id, ...COMMUNITY(about) }),
  },
  "role.end": { path: (about) => `/api/v1/holdings/${about.id}/end`, fields: [{ name: "on", kind: "date", optional: true }] },
  "person.register": {
    path: () => "/api/v1/people",
    fields: [
      { name: "name", kind: "text", max: 40 },
      { name: "phone", kind: "text", max: 30, optional: true },
      { name: "of_age", kind: "tick", begin: () => true },
      { name: "needs_paper", kind: "tick" },
    ],
    body: (given, about) => ({ ...given, ...COMMUNITY(about) }),
  },
  "person.phone_code": { path: (about) => `/api/v1/people/${about.id}/phone_code`, fields: [{ name: "phone", kind: "text", max: 30 }] },
  "person.ask_phone": { path: (about) => `/api/v1/people/${about.id}/ask_phone`, fields: [{ name: "code", kind: "text", max: 6 }] },
  "person.change_phone": { path: (about) => `/api/v1/people/${about.id}/change_phone`, fields: [], confirm: true },
  "person.release_phone": { path: (about) => `/api/v1/people/${about.id}/release_phone`, fields: [], confirm: true },
  "person.erase": { path: (about) => `/api/v1/people/${about.id}/erase`, fields: [], confirm: true },
  "body.add": {
    path: () => "/api/v1/bodies",
    fields: [
      { name: "kind", kind: "choice", of: BODIES },
      { name: "name", kind: "text", max: 60 },
      { name: "parent", kind: "body", optional: true },
    ],
    body: (given, about) => ({ ...given, ...COMMUNITY(about) }),
  },
  "kinship.record": {
    path: () => "/api/v1/kinships",
    fields: [
      { name: "one", kind: "person" },
      { name: "other", kind: "person" },
    ],
    body: (given, about) => ({ ...given, ...COMMUNITY(about) }),
  },
  "delegation.record": {
    path: () => "/api/v1/delegations",
    fields: [
      { name: "subjects", kind: "lines", max: 40 },
      { name: "decided_on", kind: "date" },
      { name: "valid_until", kind: "date" },
      { name: "record", kind: "long", max: 2000 },
    ],
    body: (given, about) => ({ ...given, ...COMMUNITY(about) }),
  },
  "residency.confirm": { path: (about) => `/api/v1/residencies/${about.id}/confirm`, fields: [{ name: "of_age", kind: "yes_no", optional: true }] },
  "residency.refuse": { path: (about) => `/api/v1/residencies/${about.id}/refuse`, fields: [{ name: "reason", kind: "long", max: 300 }] },
  "residency.end": {
    at: "people/PersonDesk.vue",
    path: (about) => `/api/v1/residencies/${about.id}/end`,
    fields: [{ name: "reason", kind: "long", max: 200 }],
  },
  "roll.import": { at: "people/ImportPage.vue", path: (about) => `/api/v1/rolls/${about.id}/import`, fields: [] },
}
