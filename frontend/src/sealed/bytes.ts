/** Bytes and text, written out so that they are the same on a phone in the hall (plain http, no WebCrypto) and offline. */

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** Throws where the bytes are no UTF-8. */
export const text = (bytes: Uint8Array): string => decoder.decode(bytes)

export function b64(bytes: Uint8Array): string {
  let binary = ""
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Strict base64; null for anything else, or another length than the one asked for. */
export function unb64(encoded: unknown, size?: number): Uint8Array | null {
  if (typeof encoded !== "string") return null
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0))
    return b64(bytes) === encoded && (size === undefined || bytes.length === size) ? bytes : null
  } catch {
    return null
  }
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

/** Base32 of whole groups of five bytes, of which nothing is left over. */
export function base32(bytes: Uint8Array): string {
  let out = ""
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += BASE32[(held >>> bits) & 31] ?? ""
    }
    held &= (1 << bits) - 1
  }
  return out
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** By code points, as Python compares: by UTF-16 units some rare characters would stand elsewhere. */
export function compare(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** The one JSON form that is hashed, signed and sealed: sorted keys, no spaces. Throws for what it cannot hold. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value)
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value === "object") {
    const rows = Object.entries(value).sort(([a], [b]) => compare(a, b))
    return `{${rows.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`
  }
  throw new TypeError(`canonical JSON cannot hold ${typeof value}`)
}
