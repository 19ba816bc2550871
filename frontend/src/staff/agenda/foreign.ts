/** Verbs of the session's table that only a proposal review knows: on the page of another form they are no news. */
const OF_REVIEWS = ["proposal.call", "ranking.draw"]

export function foreignTo(form: string): string[] {
  return form === "proposal_review" ? [] : OF_REVIEWS
}
