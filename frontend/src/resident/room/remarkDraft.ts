/** A half-written remark, kept on this phone by room until it is sent. Without storage it lives as long as the page. */
const PREFIX = "consult.remark."

export function keptRemark(room: string): string {
  try {
    return sessionStorage.getItem(PREFIX + room) ?? ""
  } catch {
    return ""
  }
}

export function keepRemark(room: string, text: string): void {
  try {
    sessionStorage.setItem(PREFIX + room, text)
  } catch {
    // Storage is full or forbidden.
  }
}

export function dropRemark(room: string): void {
  try {
    sessionStorage.removeItem(PREFIX + room)
  } catch {
    // Nothing was kept.
  }
}
