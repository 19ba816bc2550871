/**
 * A ballot for a sealed box: the choice and a random personal code, filled up to the length every ballot of the poll has,
 * sealed to the poll's key. Loaded for such a poll only. The same is written in consult/voting/custody/boxes.py.
 */
import nacl from "tweetnacl"
import { b64, base32, canonical, hex, text, unb64, utf8 } from "./bytes"
import { seal } from "./box"
import { sha256 } from "./sha256"

/** What a poll says of its box: its public key, and how many bytes a ballot has. */
export interface Box {
  key: string
  length: number
}

export interface Sealed {
  /** What is sent. */
  envelope: string
  /** Its hash, by which the receipt shows that it arrived unchanged. */
  hash: string
  /** 个人码: inside the envelope, and nowhere else unless its voter asks to see it. */
  code: string
}

export interface Opened {
  choice: unknown
  code: string
}

const CODE = /^[A-Z2-7]{16}$/
const MOST_NUMBER = 1000
const SPACE = 0x20

export const newCode = (): string => base32(nacl.randomBytes(10))

/** Throws where the key is none, or the choice too long for this poll. */
export function sealBallot(choice: unknown, box: Box): Sealed {
  const key = unb64(box.key, nacl.box.publicKeyLength)
  if (key === null) throw new Error("not a public key")
  const code = newCode()
  const envelope = seal(ballotBytes({ choice, code }, box.length), key)
  return { envelope: b64(envelope), hash: hex(sha256(envelope)), code }
}

export function ballotBytes(ballot: Opened, length: number): Uint8Array {
  const content = utf8(canonical({ choice: ballot.choice, code: ballot.code }))
  if (content.length > length) throw new Error(`${content.length} bytes do not fit into ${length}`)
  const filled = new Uint8Array(length).fill(SPACE)
  filled.set(content)
  return filled
}

/** A ballot's content, or null for what is no ballot. Only the one canonical form is taken. */
export function readBallot(content: Uint8Array, length: number): Opened | null {
  try {
    const record: unknown = JSON.parse(text(content))
    if (typeof record !== "object" || record === null || Object.keys(record).sort().join() !== "choice,code") return null
    const { choice, code } = record as Opened
    if (typeof code !== "string" || !CODE.test(code) || !isChoice(choice)) return null
    return same(ballotBytes({ choice, code }, length), content) ? { choice, code } : null
  } catch {
    return null
  }
}

function isChoice(choice: unknown): boolean {
  if (Array.isArray(choice)) return choice.every((each) => typeof each === "string")
  if (typeof choice === "object" && choice !== null) {
    return Object.values(choice).every((each) => Number.isInteger(each) && (each as number) >= 0 && (each as number) <= MOST_NUMBER)
  }
  return typeof choice === "string"
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index])

/** 钥匙指纹: sixteen characters of a public key's hash in four groups, short enough to compare aloud. */
export function fingerprint(key: string): string {
  const bytes = unb64(key, nacl.box.publicKeyLength)
  return bytes === null ? "" : (base32(sha256(bytes).slice(0, 10)).match(/.{4}/g) ?? []).join("-")
}
