import { expect, it } from "vitest"
import { roomShared } from "@/shared/room/shared"
import { seats } from "./seats"

const room = (current: string | null, online = 0) =>
  roomShared(
    {
      room: { chair: { id: "c", name: "尚副主任" } },
      floor: {
        current: current && { entry: "e0", name: current, stance: "for" },
        order: ["e1", "e4"],
        entries: {
          e4: { name: "郎**", stance: "for", state: "waiting" },
          e1: { name: "郎**", stance: "against", state: "waiting" },
          e2: { name: "小娄", stance: "for", state: "done" },
          e3: { name: "郎**", stance: "for", state: "done" },
        },
      },
    },
    { presence: { on_site: 0, online } },
  )
const drawn = (current: string | null, online = 0) => seats(room(current, online)).seats.map((seat) => `${seat.name}:${seat.state}`)

it("seats the chair, the speaker, those who wait and those who have spoken, two of one surname apart", () => {
  expect(drawn("小艾")).toEqual(["尚副主任:chair", "小艾:speaking", "郎**:waiting", "郎**:waiting", "小娄:spoken"])
})

it("lights the chair's own seat when the chair speaks", () => {
  expect(drawn("尚副主任")[0]).toBe("尚副主任:speaking")
})

it("leaves seats for those who listen, and counts those it cannot seat", () => {
  expect(drawn(null, 6).filter((seat) => seat === ":listening")).toHaveLength(2)
  expect(seats(room(null, 30)).others).toBe(26)
})
