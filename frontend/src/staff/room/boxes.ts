/** A box on a picture, in thousandths of its width and height. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** Smaller than this is a slip of the finger. */
const LEAST = 10

const within = (value: number): number => Math.min(1000, Math.max(0, Math.round(value)))

/** Where a pointer is on the picture that is drawn in `frame`. */
export function pointOn(frame: Pick<DOMRect, "left" | "top" | "width" | "height">, clientX: number, clientY: number): Point {
  return { x: within(((clientX - frame.left) * 1000) / frame.width), y: within(((clientY - frame.top) * 1000) / frame.height) }
}

/** The box between two corners, whichever way it was drawn; null where it is a slip. */
export function boxOf(from: Point, to: Point): Box | null {
  const box = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) }
  return box.width < LEAST || box.height < LEAST ? null : box
}
