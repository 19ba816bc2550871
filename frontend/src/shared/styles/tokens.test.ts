import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

type Rgb = [number, number, number]
type Theme = Map<string, Rgb>

const css = readFileSync("src/shared/styles/tokens.css", "utf8")
const [light = "", dark = ""] = css.split("prefers-color-scheme: dark")

function colours(text: string): Theme {
  const found = text.matchAll(/--([\w-]+):\s*#([0-9a-f]{6})\b/g)
  const channel = (hex: string, at: number): number => parseInt(hex.slice(at, at + 2), 16)
  return new Map([...found].map(([, name = "", hex = ""]) => [name, [channel(hex, 0), channel(hex, 2), channel(hex, 4)]]))
}

/** WCAG 2.1, relative luminance and contrast ratio. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const c = value / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(theme: Theme, one: string, other: string): number {
  const [a, b] = [theme.get(one), theme.get(other)]
  if (a === undefined || b === undefined) throw new Error(`no colour ${one} or ${other}`)
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const TEXT = [
  ...["ink", "quiet", "accent", "late", "soon"].flatMap((text) => ["paper", "raised"].map((ground) => [text, ground])),
  ["on-accent", "accent"],
  ["ink", "accent-wash"],
  ["quiet", "accent-wash"],
  ["accent", "accent-wash"],
  ["ink", "late-wash"],
  ["late", "late-wash"],
  ["ink", "soon-wash"],
  ["soon", "soon-wash"],
] as [string, string][]

describe.each([
  ["light", colours(light)],
  ["dark", colours(dark)],
])("the %s theme", (_name, theme) => {
  it.each(TEXT)("%s on %s is at least 4.5:1", (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(["paper", "raised"])("edges of fields and buttons on %s are at least 3:1", (ground) => {
    expect(contrast(theme, "edge", ground)).toBeGreaterThanOrEqual(3)
  })
})
