import buttons from "@/api/buttons.json"

/**
 * Verbs that have their button on the residents' pages: one's own matter, one's own letter, one's own ballot, the minutes
 * of what one was there for, under their words. The desk shows no second button for them, and the server counts nothing
 * as waiting because of them.
 */
export const RESIDENT: ReadonlySet<string> = new Set(buttons.resident)
