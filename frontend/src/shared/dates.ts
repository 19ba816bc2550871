/** Days and deadlines as the community's clock on the wall shows them: China has one time zone. */
const ZONE = "Asia/Shanghai"
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** A clock turns amber this many days before it runs out. */
const SOON_DAYS = 2

/** How urgent a deadline is, and the figure its word carries. */
export interface Deadline {
  level: "calm" | "soon" | "late"
  unit: "days" | "hours" | "minutes"
  count: number
}

const isDay = (iso: string): boolean => /^\d{4}-\d\d-\d\d$/.test(iso)

/** The instant meant: a day alone means its end, since "by 30 June" includes that day. */
export function instant(iso: string): number {
  return isDay(iso) ? Date.parse(`${iso}T00:00:00+08:00`) + DAY_MS : Date.parse(iso)
}

/** Which calendar day it is in China, counted from 1970. */
function dayNumber(ms: number): number {
  return Math.floor((ms + 8 * HOUR_MS) / DAY_MS)
}

export function deadline(due: string, now: number): Deadline {
  const left = instant(due) - now
  const level = left < 0 ? "late" : dayNumber(instant(due) - 1) - dayNumber(now) <= SOON_DAYS ? "soon" : "calm"
  const span = Math.abs(left)
  if (span >= DAY_MS) return { level, unit: "days", count: Math.floor(span / DAY_MS) }
  if (span >= HOUR_MS) return { level, unit: "hours", count: Math.floor(span / HOUR_MS) }
  return { level, unit: "minutes", count: Math.max(1, Math.floor(span / MINUTE_MS)) }
}

/** `6月30日`, with the year where it is not this one. */
export function day(iso: string, locale: string, now: number): string {
  const year = new Intl.DateTimeFormat("en", { timeZone: ZONE, year: "numeric" })
  return written(iso, locale, year.format(start(iso)) === year.format(now) ? undefined : "numeric")
}

/** `2026年6月30日`, as on a document. */
export function fullDay(iso: string, locale: string): string {
  return written(iso, locale, "numeric")
}

/** `6月30日 18:00`; a day alone has no time. */
export function moment(iso: string, locale: string, now: number): string {
  return isDay(iso) ? day(iso, locale, now) : `${day(iso, locale, now)} ${time(iso)}`
}

export function time(iso: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }).format(
    Date.parse(iso),
  )
}

/** Seconds as `2:05`; less than nothing is `0:00`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

function start(iso: string): number {
  return Date.parse(isDay(iso) ? `${iso}T00:00:00+08:00` : iso)
}

function written(iso: string, locale: string, year: "numeric" | undefined): string {
  const month = locale === "en" ? "short" : "long"
  return new Intl.DateTimeFormat(form(locale), { timeZone: ZONE, month, day: "numeric", year }).format(start(iso))
}

function form(locale: string): string {
  return locale === "en" ? "en-GB" : locale
}
