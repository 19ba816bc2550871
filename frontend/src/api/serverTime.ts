/** How far the server's clock is ahead of this device's, in milliseconds, known to about half a second. */
let ahead = 0

/** Take the correction from an answer's `Date` header. Phones are often minutes off; deadlines are the server's. */
export function learn(date: string | null): void {
  const at = date === null ? NaN : Date.parse(date)
  // The header leaves out what has passed of its second: half of it, on the average.
  if (!Number.isNaN(at)) ahead = at + 500 - Date.now()
}

/** The present by the server's clock, in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + ahead
}
