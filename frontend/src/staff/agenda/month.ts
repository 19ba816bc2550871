/** Days as `YYYY-MM-DD` and months as `YYYY-MM`, on China's wall. */
const EIGHT_HOURS = 8 * 3_600_000
const DAY_MS = 86_400_000

export function dayInBeijing(ms: number): string {
  return new Date(ms + EIGHT_HOURS).toISOString().slice(0, 10)
}

export function monthOf(ms: number): string {
  return dayInBeijing(ms).slice(0, 7)
}

export function addMonths(month: string, by: number): string {
  const start = new Date(`${month}-01T00:00:00Z`)
  start.setUTCMonth(start.getUTCMonth() + by)
  return start.toISOString().slice(0, 7)
}

/** The weeks that touch a month, each from Monday to Sunday. */
export function weeksOf(month: string): string[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  const next = Date.parse(`${addMonths(month, 1)}-01T00:00:00Z`)
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS
  const weeks: string[][] = []
  for (let start = monday; start < next; start += 7 * DAY_MS) {
    weeks.push(Array.from({ length: 7 }, (_, n) => new Date(start + n * DAY_MS).toISOString().slice(0, 10)))
  }
  return weeks
}
