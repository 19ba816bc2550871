import { expect, it } from "vitest"
import { boxOf, pointOn } from "./boxes"

const FRAME = { left: 100, top: 50, width: 400, height: 200 }

it("measures a box in thousandths of the picture, drawn either way", () => {
  const [from, to] = [pointOn(FRAME, 200, 100), pointOn(FRAME, 300, 150)]
  expect(boxOf(from, to)).toEqual({ x: 250, y: 250, width: 250, height: 250 })
  expect(boxOf(to, from)).toEqual(boxOf(from, to))
})

it("ends at the edge of the picture, wherever the pointer goes", () => {
  expect(boxOf(pointOn(FRAME, 400, 200), pointOn(FRAME, 9999, 9999))).toEqual({ x: 750, y: 750, width: 250, height: 250 })
})

it("takes a press without a drag for a slip", () => {
  expect(boxOf(pointOn(FRAME, 200, 100), pointOn(FRAME, 201, 101))).toBeNull()
})
