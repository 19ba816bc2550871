/** Who enters people, bodies and places: the server decides; these roles are shown the way to ask. */
export const BUILDERS: ReadonlySet<string> = new Set(["committee_staff", "administrator", "subdistrict_officer"])
