/**
 * The live room's connection: a snapshot over HTTP, then events over a socket from the snapshot's position on.
 *
 * The socket's first frame is a ticket, never in the address. A hole is asked for once (`since`) and then healed by a
 * snapshot. Reconnects are jittered (0.5–15 s, doubling) so that a hall of phones does not return at once, and a page
 * that nobody looks at does not reconnect at all. Everything outside is handed in, so that a test needs no waiting.
 */
import { Refused, type Trouble } from "@/api/refusal"
import { event, gauges, heard, hello, type Folded, type Known, type Snapshot, take } from "./fold"
import { FINAL, type Frame, NO_SUCH_ROOM, parse } from "./frames"

/** `connecting`: first time; `live`; `away`: lost, coming back by itself; `ended`: `trouble` says why. */
export type Connection = "connecting" | "live" | "away" | "ended"

export interface View {
  connection: Connection
  known: Known | null
  trouble: Trouble | null
}

export interface Wire {
  send(text: string): void
  close(): void
}

export interface Outside {
  snapshot(): Promise<Snapshot>
  ticket(): Promise<string>
  /** Open the socket. `closed` is called once, whatever the reason, with the code of the closing. */
  open(on: { opened(): void; message(text: unknown): void; closed(code: number): void }): Wire
  /** Call back after `ms`; the answer cancels. */
  after(ms: number, then: () => void): () => void
  visible(): boolean
  /** Between 0 and 1. */
  random(): number
  /** Called with each change. */
  show(view: View): void
}

/** What came of a verb sent over the socket; `unknown`: ask over HTTP with the same key. */
export type Reply = { kind: "done"; answer: unknown } | { kind: "refused"; trouble: Trouble } | { kind: "unknown" }

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000
/** The server speaks at least every 20 s; silence this long means the connection is dead. */
const DEAD_MS = 50_000
const REPLY_MS = 5_000
/** How long a hole may take to be filled before a snapshot is taken. */
const HOLE_MS = 3_000

export class Room {
  #outside: Outside
  #view: View = { connection: "connecting", known: null, trouble: null }
  #wire: Wire | null = null
  #tries = 0
  #running = false
  /** Counts connections, so that what a former one still says is not heard. */
  #turn = 0
  #asked = false
  #fetching = false
  #cancel: Record<"retry" | "dead" | "hole", () => void> = { retry: nothing, dead: nothing, hole: nothing }
  #waiting = new Map<string, (reply: Reply) => void>()

  constructor(outside: Outside) {
    this.#outside = outside
  }

  start(): void {
    this.#running = true
    void this.#connect()
  }

  stop(): void {
    this.#running = false
    this.#hangUp()
    this.#cancel.retry()
  }

  /** The page came to the front: say where we are, or come back. */
  seen(): void {
    if (!this.#running || this.#view.connection === "ended") return
    if (this.#wire === null) this.#retryAfter(this.#outside.random() * FIRST_RETRY_MS)
    else if (this.#view.connection === "live" && this.#view.known !== null) {
      // A phone wakes with a socket that looks open; the server answers `since` at once, if only with `hb`.
      this.#ask(this.#view.known.pos)
      this.#listen(REPLY_MS)
    }
  }

  /** Send one of the high-rate verbs. `key` is its idempotency key; without an answer in 5 s the reply is `unknown`. */
  do(key: string, verb: string, body: Record<string, unknown>): Promise<Reply> {
    const wire = this.#wire
    if (wire === null || this.#view.connection !== "live") return Promise.resolve({ kind: "unknown" })
    return new Promise((resolve) => {
      const cancel = this.#outside.after(REPLY_MS, () => settle({ kind: "unknown" }))
      const settle = (reply: Reply): void => {
        cancel()
        this.#waiting.delete(key)
        resolve(reply)
      }
      this.#waiting.set(key, settle)
      wire.send(JSON.stringify({ ...body, id: key, do: verb }))
    })
  }

  async #connect(): Promise<void> {
    const turn = ++this.#turn
    this.#cancel.retry()
    try {
      if (this.#view.known === null) this.#fold(take(await this.#outside.snapshot()))
      const ticket = await this.#outside.ticket()
      if (!this.#running || turn !== this.#turn) return
      const wire = this.#outside.open({
        opened: () => {
          const known = this.#view.known
          if (turn === this.#turn) wire.send(JSON.stringify({ ticket, epoch: known?.epoch, pos: known?.pos }))
        },
        message: (text) => {
          for (const frame of parse(text)) if (turn === this.#turn) this.#hear(frame)
        },
        closed: (code) => {
          if (turn !== this.#turn) return
          if (code === NO_SUCH_ROOM) this.#bye("room_closed", 0)
          else this.#lost()
        },
      })
      this.#wire = wire
      this.#listen()
    } catch (cause) {
      if (this.#running && turn === this.#turn) this.#failed(cause)
    }
  }

  #hear(frame: Frame): void {
    this.#listen()
    if ("re" in frame) {
      this.#waiting.get(frame.re)?.(
        "error" in frame ? { kind: "refused", trouble: frame.error } : { kind: "done", answer: frame.ok },
      )
      return
    }
    if ("bye" in frame) {
      this.#bye(frame.bye.code, frame.bye.spread ?? 0)
      return
    }
    const known = this.#view.known
    if (known === null) return
    if ("hello" in frame) {
      this.#tries = 0
      this.#set({ connection: "live", trouble: null })
      this.#fold(hello(known, frame.hello.epoch))
    } else if ("p" in frame) this.#fold(event(known, frame))
    else if ("hb" in frame) this.#fold(heard(known, frame.hb))
    else if ("g" in frame) this.#set({ known: gauges(known, frame.g) })
    else if ("resync" in frame) void this.#resync()
  }

  #fold({ known, need }: Folded): void {
    this.#set({ known })
    if (need === "snapshot") void this.#resync()
    else if (need === "since") this.#hole(known.pos)
    else {
      this.#asked = false
      this.#cancel.hole()
    }
  }

  /** Ask once for what is missing; if that does not heal it, take a snapshot. */
  #hole(pos: number): void {
    if (this.#asked) return
    this.#asked = true
    this.#ask(pos)
    this.#cancel.hole()
    this.#cancel.hole = this.#outside.after(HOLE_MS, () => void this.#resync())
  }

  #ask(pos: number): void {
    this.#wire?.send(JSON.stringify({ since: pos }))
  }

  async #resync(): Promise<void> {
    if (this.#fetching) return
    this.#fetching = true
    this.#cancel.hole()
    const turn = this.#turn
    try {
      const snapshot = await this.#outside.snapshot()
      const known = this.#view.known
      // A cached snapshot may be older than what we have folded since; going back would show the past.
      this.#asked = false
      if (known === null || known.epoch !== snapshot.epoch || snapshot.pos >= known.pos) {
        this.#fold(take(snapshot, known ?? undefined))
      }
    } catch (cause) {
      if (this.#running && turn === this.#turn) this.#failed(cause)
    } finally {
      this.#fetching = false
    }
  }

  #bye(code: string, spread: number): void {
    this.#hangUp()
    const final = FINAL[code]
    if (final !== undefined) this.#set({ connection: "ended", trouble: { code: final } })
    else {
      this.#set({ connection: "away" })
      this.#retryAfter(FIRST_RETRY_MS + this.#outside.random() * spread)
    }
  }

  #failed(cause: unknown): void {
    if (cause instanceof Refused && cause.status < 500 && cause.status !== 429) {
      this.#hangUp()
      this.#set({ connection: "ended", trouble: cause.trouble })
    } else this.#lost()
  }

  #lost(): void {
    this.#hangUp()
    if (!this.#running) return
    this.#set({ connection: this.#view.known === null ? "connecting" : "away" })
    const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#tries++)
    this.#retryAfter(longest * (0.5 + this.#outside.random() / 2))
  }

  #retryAfter(ms: number): void {
    this.#cancel.retry()
    if (!this.#outside.visible()) return
    this.#cancel.retry = this.#outside.after(ms, () => void this.#connect())
  }

  #listen(patience = DEAD_MS): void {
    this.#cancel.dead()
    this.#cancel.dead = this.#outside.after(patience, () => this.#lost())
  }

  #hangUp(): void {
    this.#turn++
    this.#cancel.dead()
    this.#cancel.hole()
    this.#asked = false
    const wire = this.#wire
    this.#wire = null
    wire?.close()
    for (const settle of [...this.#waiting.values()]) settle({ kind: "unknown" })
  }

  #set(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change }
    this.#outside.show(this.#view)
  }
}

const nothing = (): void => undefined
