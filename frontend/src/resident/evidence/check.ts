/**
 * What a browser checks of a poll's evidence by itself, after docs/voting-evidence.md §2 and §9: hashes, roots and
 * signatures. The server is asked for nothing but the published lines.
 */
import nacl from "tweetnacl"
import type { Head } from "@/api/evidence"
import { base32, concat, hex, utf8 } from "@/sealed/bytes"
import { sha256 } from "@/sealed/sha256"

/** What became of a receipt; its sentence stands under `evidence.receipt.<name>`. */
export type Standing =
  | "unreadable"
  | "other_poll"
  /** Well formed, but its head was not signed by this server's key. */
  | "not_signed"
  /** Not published yet. */
  | "later"
  | "in"
  | "not_in"
  /** The server signed another log than the one it shows: the receipt proves it. */
  | "fork"

interface Receipt {
  poll: string
  seq: number
  leaf: string
  head: Pick<Head, "size" | "root" | "at" | "signature"> | null
}

const SHORT = /^([0-9A-F]{8})-(\d{1,9})-([A-Z2-7]{16})$/
const FULL = /^CONSULT1:([0-9A-F]{32}):(\d{1,9}):([A-Z2-7]{16}):(\d{1,9}):([A-Z2-7]{52}):(\d{8}T\d{6}\.\d{3}Z):([A-Z2-7]{103})$/
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const LEAF_CHARACTERS = 16
/** Sixteen characters of base32 are ten bytes. */
const LEAF_BYTES = 10

export function checkReceipt(text: string, poll: string, key: string, leaves: string[]): { standing: Standing; seq: number } {
  const receipt = readReceipt(text)
  if (receipt === null) return { standing: "unreadable", seq: 0 }
  const { seq, head } = receipt
  const told = (standing: Standing): { standing: Standing; seq: number } => ({ standing, seq })
  if (!poll.replace(/-/g, "").toUpperCase().startsWith(receipt.poll)) return told("other_poll")
  if (head !== null && !isSigned({ ...head, log: poll, key })) return told("not_signed")
  if (Math.max(seq + 1, head?.size ?? 0) > leaves.length) return told("later")
  const here = base32(bytesOf(leaves[seq] ?? "").slice(0, LEAF_BYTES)).slice(0, LEAF_CHARACTERS) === receipt.leaf
  if (here && (head === null || rootOf(leaves.slice(0, head.size)) === head.root)) return told("in")
  return told(head === null ? "not_in" : "fork")
}

/** Whether these lines are what the leaves say, and the leaves what the head signed; else the first line that is not. */
export function checkLog(lines: string[], leaves: string[], head: Head): { right: boolean; bad: number } {
  const bad = lines.findIndex((line, seq) => leafOf(line) !== leaves[seq])
  if (bad >= 0) return { right: false, bad }
  const whole = lines.length === leaves.length && leaves.length === head.size
  return { right: whole && isSigned(head) && rootOf(leaves) === head.root, bad: Math.min(lines.length, head.size) }
}

export const leafOf = (line: string): string => hex(sha256(concat(new Uint8Array([0]), utf8(line))))

/** The RFC 6962 root over leaf hashes. */
export function rootOf(leaves: string[]): string {
  const peaks: { size: number; node: Uint8Array }[] = []
  for (const leaf of leaves) {
    let one = { size: 1, node: bytesOf(leaf) }
    for (let last = peaks[peaks.length - 1]; last !== undefined && last.size === one.size; last = peaks[peaks.length - 1]) {
      peaks.pop()
      one = { size: one.size * 2, node: joined(last.node, one.node) }
    }
    peaks.push(one)
  }
  const top = peaks.pop()
  if (top === undefined) return hex(sha256(new Uint8Array()))
  return hex(peaks.reverse().reduce((right, { node }) => joined(node, right), top.node))
}

export function isSigned({ at, key, log, root, signature, size }: Head): boolean {
  const [signed, by] = [bytesOf(signature), bytesOf(key)]
  if (signed.length !== nacl.sign.signatureLength || by.length !== nacl.sign.publicKeyLength) return false
  return nacl.sign.detached.verify(utf8(`{"at":"${at}","log":"${log}","root":"${root}","size":${size}}`), signed, by)
}

function readReceipt(text: string): Receipt | null {
  const written = text.trim().toUpperCase()
  const short = SHORT.exec(written)
  if (short !== null) return { poll: short[1] ?? "", seq: Number(short[2]), leaf: short[3] ?? "", head: null }
  const full = FULL.exec(written)
  if (full === null) return null
  const [, poll = "", seq, leaf = "", size, root = "", at = "", signature = ""] = full
  const when = at.replace(/^(....)(..)(..)T(..)(..)(.*)$/, "$1-$2-$3T$4:$5:$6")
  return { poll, seq: Number(seq), leaf, head: { size: Number(size), root: hex(unbase32(root)), at: when, signature: hex(unbase32(signature)) } }
}

const joined = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(new Uint8Array([1]), left, right))

const bytesOf = (written: string): Uint8Array => Uint8Array.from(written.match(/../g) ?? [], (pair) => parseInt(pair, 16))

function unbase32(written: string): Uint8Array {
  const out: number[] = []
  let held = 0
  let bits = 0
  for (const letter of written) {
    held = (held << 5) | LETTERS.indexOf(letter)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      out.push((held >>> bits) & 255)
    }
    held &= (1 << bits) - 1
  }
  return Uint8Array.from(out)
}
