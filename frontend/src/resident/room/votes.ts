/**
 * Which vote stands on the sheet. A vote that opens waits: it takes no sheet from a ballot that is being filled in, and
 * does not rise over somebody who is writing. A ballot that was begun stays until its owner puts it away, even where the
 * vote is closed meanwhile, so that nobody thinks it was cast.
 */
export interface Votes {
  /** The poll on the sheet. */
  shown: string | null
  /** Over the lower half; otherwise a line at the foot. */
  raised: boolean
  /** Polls its owner is done with. */
  done: readonly string[]
}

export interface Hall {
  /** Polls that are open, in their order. */
  open: readonly string[]
  /** Something is chosen on that poll's ballot, or its stub is on the sheet. */
  begun(poll: string): boolean
  /** The person is writing something else. */
  writing: boolean
}

export const QUIET: Votes = { shown: null, raised: false, done: [] }

/** The sheet after something changed in the hall. */
export function follow(votes: Votes, hall: Hall): Votes {
  const { shown } = votes
  if (shown !== null && (hall.open.includes(shown) || hall.begun(shown))) return votes
  const next = hall.open.find((poll) => !votes.done.includes(poll)) ?? null
  if (next === shown) return votes
  return { ...votes, shown: next, raised: next !== null && !hall.writing }
}

/** Its owner is done with the poll on the sheet: the next one that waits may come. */
export function putAway(votes: Votes, hall: Hall): Votes {
  if (votes.shown === null) return votes
  return follow({ shown: null, raised: false, done: [...votes.done, votes.shown] }, hall)
}

/** How many open polls wait behind the one on the sheet. */
export function waiting(votes: Votes, hall: Pick<Hall, "open">): number {
  return hall.open.filter((poll) => poll !== votes.shown && !votes.done.includes(poll)).length
}
