/**
 * Idempotency keys. A key names one intention ("endorse this matter"); it is kept until the server has answered, so that
 * asking again after a lost answer, even after the page was reloaded, is answered with what happened the first time.
 * Only the key is kept, never what was sent: for a ballot that would be the choice.
 */
const PREFIX = "consult.key."

/** 22 characters, 128 random bits. `crypto.randomUUID` is missing on plain http, as on a hall's own Wi-Fi. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
}

export function keyFor(intention: string): string {
  const kept = read(intention)
  if (kept !== null) return kept
  const key = newKey()
  try {
    sessionStorage.setItem(PREFIX + intention, key)
  } catch {
    // Storage is full or forbidden: the key lives as long as the caller keeps it.
  }
  return key
}

export function settle(intention: string): void {
  try {
    sessionStorage.removeItem(PREFIX + intention)
  } catch {
    // Nothing was kept.
  }
}

function read(intention: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + intention)
  } catch {
    return null
  }
}
