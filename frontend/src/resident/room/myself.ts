/** What the room says to me alone: whether I am signed in, my place in the queue, what became of my remarks. */
import type { State } from "@/shared/room/patch"
import type { RoomShared } from "@/shared/room/shared"

export interface MyRemark {
  id: string
  text: string
  state: "held" | "shown" | "refused"
  /** What it waits for: the room's arrangement, or the words named in `reason`. */
  held_for: "" | "arranged" | "words"
  /** The words it waits for, or the desk's reason for not showing it. */
  reason: string
}

export interface Myself {
  presence: "online" | "on_site" | null
  chair: boolean
  /** Id of my waiting request to speak. */
  waiting: string | null
  speaking: boolean
  /** An interjection broke into my turn; it goes on after it. */
  interrupted: boolean
  /** Why I was sent out; empty where I was not. */
  removed: string
  /** The chair's last warning to me. */
  warned: string
  /** Why the chair ended my turn; empty where that did not happen. */
  cut: string
  remarks: MyRemark[]
  /** The points I gave in an appraisal, by duty. */
  appraised: Record<string, number>
  /** What I wrote before the session or after it, and the answer. */
  opinions: Partial<Record<"before" | "after", { text: string; answer: string }>>
  /** The points I gave, by proposal and criterion. */
  scores: Record<string, Record<string, number>>
}

export function myself(mine: State): Myself {
  return {
    presence: mine.presence === "online" || mine.presence === "on_site" ? mine.presence : null,
    chair: mine.chair === true,
    waiting: typeof mine.waiting === "string" ? mine.waiting : null,
    speaking: mine.speaking === true,
    interrupted: mine.interrupted === true,
    removed: typeof mine.removed === "string" ? mine.removed : "",
    warned: typeof mine.warned === "string" ? mine.warned : "",
    cut: typeof mine.cut === "string" ? mine.cut : "",
    appraised: Object.fromEntries(
      Object.entries(mine).flatMap(([key, points]) => (key.startsWith("appraisal.") ? [[key.slice("appraisal.".length), points as number]] : [])),
    ),
    opinions: { before: mine["opinion.before"], after: mine["opinion.after"] } as Myself["opinions"],
    scores: Object.fromEntries(
      Object.entries(mine).flatMap(([key, points]) => (key.startsWith("score.") ? [[key.slice("score.".length), points as Record<string, number>]] : [])),
    ),
    remarks: Object.entries(mine).flatMap(([key, one]) =>
      key.startsWith("remark.") ? [{ id: key.slice("remark.".length), ...(one as Omit<MyRemark, "id">) }] : [],
    ),
  }
}

/** My state in one sentence: which one, and the figures in it. */
export interface Sentence {
  key: string
  facts: { n?: number; stance?: string; reason?: string }
}

export function sentence(me: Myself, room: RoomShared): Sentence {
  const plain = (key: string): Sentence => ({ key, facts: {} })
  if (room.stage === "closed" || room.stage === "cancelled") return plain("over")
  if (room.stage === "adjourned") return plain("adjourned")
  if (room.stage !== "open") return plain(me.presence === null ? "not_open" : "signed_early")
  if (me.removed) return { key: "removed", facts: { reason: me.removed } }
  if (me.speaking) return plain("speaking")
  if (me.interrupted) return plain("interrupted")
  if (me.presence === null) return plain(me.chair ? "chairing" : "absent")
  const place = room.queue.findIndex(({ id }) => id === me.waiting)
  if (place >= 0) return { key: place === 0 ? "next" : "waiting", facts: { n: place, stance: room.queue[place]?.stance } }
  if (me.cut) return { key: "cut", facts: { reason: me.cut } }
  return plain(me.chair ? "chairing" : me.presence)
}
