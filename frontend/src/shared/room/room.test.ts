import { beforeEach, describe, expect, it } from "vitest"
import { Refused, Unanswered } from "@/api/refusal"
import type { Snapshot } from "./fold"
import { type Outside, Room, type View } from "./room"

/** The world outside a room, stood still: time passes by `pass`, the server speaks by `say`. */
class World implements Outside {
  now = 0
  timers: { at: number; then: () => void }[] = []
  sockets: { on: Parameters<Outside["open"]>[0]; sent: Record<string, unknown>[]; closed: boolean }[] = []
  snapshots: (Snapshot | Error)[] = []
  snapshotsTaken = 0
  tickets: (string | Error)[] = []
  seen = true
  views: View[] = []

  async snapshot(): Promise<Snapshot> {
    this.snapshotsTaken++
    const next = this.snapshots.length > 1 ? this.snapshots.shift() : this.snapshots[0]
    if (next instanceof Error || next === undefined) throw next ?? new Unanswered()
    return next
  }
  async ticket(): Promise<string> {
    const next = this.tickets.shift() ?? "t"
    if (next instanceof Error) throw next
    return next
  }
  open(on: Parameters<Outside["open"]>[0]): ReturnType<Outside["open"]> {
    const socket = { on, sent: [] as Record<string, unknown>[], closed: false }
    this.sockets.push(socket)
    return {
      send: (text) => socket.sent.push(JSON.parse(text) as Record<string, unknown>),
      close: () => {
        socket.closed = true
      },
    }
  }
  after(ms: number, then: () => void): () => void {
    const timer = { at: this.now + ms, then }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }
  visible = (): boolean => this.seen
  random = (): number => 0.5
  show(view: View): void {
    this.views.push(view)
  }

  get view(): View {
    return this.views.at(-1) ?? { connection: "connecting", known: null, trouble: null }
  }
  get socket() {
    const last = this.sockets.at(-1)
    if (last === undefined) throw new Error("no socket was opened")
    return last
  }
  say(frame: object): void {
    this.socket.on.message(JSON.stringify(frame))
  }
  async settle(): Promise<void> {
    for (let n = 0; n < 10; n++) await Promise.resolve()
  }
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      const next = this.timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.now = next.at
      this.timers = this.timers.filter((t) => t !== next)
      next.then()
      await this.settle()
    }
    this.now = until
  }
}

let world: World
let room: Room
const at = (pos: number, shared = {}): Snapshot => ({ epoch: "e", pos, shared, mine: {} })

async function enter(): Promise<void> {
  room.start()
  await world.settle()
  world.socket.on.opened()
  world.say({ hello: { epoch: "e", pos: 5, hb: 20 } })
}

beforeEach(() => {
  world = new World()
  world.snapshots = [at(5, { said: {} })]
  room = new Room(world)
})

describe("entering", () => {
  it("takes a snapshot, then opens a socket whose first frame is the ticket and the position", async () => {
    await enter()
    expect(world.socket.sent[0]).toEqual({ ticket: "t", epoch: "e", pos: 5 })
    expect(world.view.connection).toBe("live")
  })

  it("ends with the reason when the room may not be entered", async () => {
    const problem = { code: "not_permitted", message: "不行", message_en: "No", next: { zh: "", en: "" } }
    world.tickets = [new Refused(problem, 403)]
    room.start()
    await world.settle()
    expect([world.view.connection, world.view.trouble]).toEqual(["ended", problem])
    await world.pass(60_000)
    expect(world.sockets).toHaveLength(0)
  })

  it("tries again by itself when the server does not answer", async () => {
    world.snapshots = [new Unanswered(), at(5)]
    room.start()
    await world.settle()
    expect(world.sockets).toHaveLength(0)
    await world.pass(1_000)
    expect(world.sockets).toHaveLength(1)
  })
})

describe("events", () => {
  it("change what is shown", async () => {
    await enter()
    world.say({ p: 6, t: "remark.send", d: { set: { "said.a": 1 } } })
    expect(world.view.known?.shared).toEqual({ said: { a: 1 } })
  })

  it("come several to a message, and each counts", async () => {
    await enter()
    world.say([{ p: 6, d: { set: { "said.a": 1 } } }, { p: 7, mine: { waiting: "e1" } }])
    expect(world.view.known).toMatchObject({ pos: 7, shared: { said: { a: 1 } }, mine: { waiting: "e1" } })
  })

  it("missing are asked for once, and then healed by a snapshot", async () => {
    await enter()
    world.snapshots = [at(8, { healed: true })]
    world.say({ p: 7 })
    world.say({ p: 8 })
    expect(world.socket.sent.slice(1)).toEqual([{ since: 5 }])
    await world.pass(3_000)
    expect([world.view.known?.pos, world.view.known?.shared]).toEqual([8, { healed: true }])
  })

  it("missing that come when asked need no snapshot", async () => {
    await enter()
    world.say({ p: 7 })
    world.say({ p: 6 })
    await world.pass(10_000)
    expect([world.view.known?.pos, world.snapshotsTaken]).toEqual([7, 1])
  })

  it("lost at the end show by the heartbeat", async () => {
    await enter()
    world.say({ hb: 6 })
    expect(world.socket.sent.at(-1)).toEqual({ since: 5 })
  })

  it("are taken whole again on resync", async () => {
    await enter()
    world.snapshots = [at(900, { fresh: true })]
    world.say({ resync: true })
    await world.settle()
    expect(world.view.known?.pos).toBe(900)
  })

  it("are not undone by an older snapshot from a cache", async () => {
    await enter()
    world.say({ p: 6, d: { set: { "said.a": 1 } } })
    world.say({ resync: true })
    await world.settle()
    expect([world.view.known?.pos, world.view.known?.shared]).toEqual([6, { said: { a: 1 } }])
  })
})

describe("a lost connection", () => {
  it("comes back from where it was, without a new snapshot", async () => {
    await enter()
    world.say({ p: 6 })
    world.socket.on.closed(1006)
    expect(world.view.connection).toBe("away")
    await world.pass(500)
    world.socket.on.opened()
    expect([world.socket.sent[0], world.snapshotsTaken]).toEqual([{ ticket: "t", epoch: "e", pos: 6 }, 1])
  })

  it("is retried at growing, jittered distances up to 15 s", async () => {
    await enter()
    const waits: number[] = []
    for (let n = 0; n < 7; n++) {
      world.socket.on.closed(1006)
      waits.push((world.timers[0]?.at ?? 0) - world.now)
      await world.pass(15_000)
    }
    expect(waits).toEqual([375, 750, 1_500, 3_000, 6_000, 11_250, 11_250])
  })

  it("is not retried while nobody looks, and at once when somebody does", async () => {
    await enter()
    world.seen = false
    world.socket.on.closed(1006)
    await world.pass(600_000)
    expect(world.sockets).toHaveLength(1)
    world.seen = true
    room.seen()
    await world.pass(500)
    expect(world.sockets).toHaveLength(2)
  })

  it("that nobody announced is noticed by silence", async () => {
    await enter()
    await world.pass(50_000)
    expect([world.sockets[0]?.closed, world.view.connection]).toEqual([true, "away"])
  })

  it("is noticed sooner by a phone that wakes up", async () => {
    await enter()
    room.seen()
    expect(world.socket.sent.at(-1)).toEqual({ since: 5 })
    await world.pass(5_000)
    expect(world.view.connection).toBe("away")
  })

  it("spreads over the time the server asks for when it restarts", async () => {
    await enter()
    world.say({ bye: { code: "restart", spread: 9_000 } })
    expect((world.timers[0]?.at ?? 0) - world.now).toBe(5_000)
  })

  it("is final when the person was signed out", async () => {
    await enter()
    world.say({ bye: { code: "signed_out" } })
    room.seen()
    await world.pass(60_000)
    expect([world.view.connection, world.view.trouble, world.sockets.length]).toEqual(["ended", { code: "signed_out" }, 1])
  })

  it("is final when there is no such room any more", async () => {
    await enter()
    world.socket.on.closed(4404)
    await world.pass(60_000)
    expect([world.view.connection, world.view.trouble, world.sockets.length]).toEqual(["ended", { code: "room_closed" }, 1])
  })

  it("does not hear what the former socket still says", async () => {
    await enter()
    const former = world.socket
    world.socket.on.closed(1006)
    await world.pass(500)
    former.on.message(JSON.stringify({ p: 6 }))
    expect(world.view.known?.pos).toBe(5)
  })
})

describe("a verb over the socket", () => {
  it("is answered by its key", async () => {
    await enter()
    const reply = room.do("key-1", "floor.raise", { stance: "for" })
    expect(world.socket.sent.at(-1)).toEqual({ id: "key-1", do: "floor.raise", stance: "for" })
    world.say({ re: "key-1", ok: { place: 2 } })
    expect(await reply).toEqual({ kind: "done", answer: { place: 2 } })
  })

  it("is refused with the envelope", async () => {
    await enter()
    const reply = room.do("key-1", "floor.raise", {})
    const problem = { code: "spoken", message: "", message_en: "", next: { zh: "", en: "" } }
    world.say({ re: "key-1", error: problem })
    expect(await reply).toEqual({ kind: "refused", trouble: problem })
  })

  it("is unknown after five seconds, when the connection goes, and when there is none", async () => {
    expect(await room.do("key-0", "floor.raise", {})).toEqual({ kind: "unknown" })
    await enter()
    const slow = room.do("key-1", "floor.raise", {})
    await world.pass(5_000)
    const cut = room.do("key-2", "floor.raise", {})
    world.socket.on.closed(1006)
    expect([await slow, await cut]).toEqual([{ kind: "unknown" }, { kind: "unknown" }])
  })
})
