/** What a step makes: files to be saved by hand, named as `python -m consult.voting.custody` names them. */
import { fingerprint } from "@/sealed/ballot"
import { compare } from "@/sealed/bytes"
import { CeremonyError } from "./ceremony"

export interface MadeFile {
  name: string
  content: string
  /** What is to be done with it; its sentence stands under `file.<kind>`. */
  kind: "secret" | "public" | "key" | "boxes" | "half" | "opened"
}

const MOST_BYTES = 64 * 1024 * 1024

/** As Python writes it: keys in order, one space deep, a line's end at the end. */
export const written = (record: unknown): string => `${JSON.stringify(ordered(record), null, 1)}\n`

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== "object" || value === null) return value
  const rows = Object.entries(value).sort(([a], [b]) => compare(a, b))
  return Object.fromEntries(rows.map(([key, each]) => [key, ordered(each)]))
}

/** A custodian's own files are told apart by the first group of their signing key's fingerprint. */
export const markOf = (key: string): string => fingerprint(key).slice(0, 4)

/** The poll's number as part of a file name. */
export const numberMark = (number: string): string => number.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 60)

export async function textOf(file: File): Promise<string> {
  if (file.size > MOST_BYTES) throw new CeremonyError("unreadable")
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      resolve(String(reader.result))
    }
    reader.onerror = () => {
      reject(new CeremonyError("unreadable"))
    }
    reader.readAsText(file)
  })
}

/** Offered as a download; the address lives as long as the browser needs it. */
export function save(file: MadeFile): void {
  const address = URL.createObjectURL(new Blob([file.content], { type: "application/json" }))
  const link = document.createElement("a")
  link.href = address
  link.download = file.name
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(address)
  }, 60_000)
}
