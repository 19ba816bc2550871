/**
 * A key ceremony and an opening, step by step, over the same files as `python -m consult.voting.custody`
 * (consult/voting/custody/ceremony.py says why each step is as it is). Nothing here touches the network.
 */
import nacl from "tweetnacl"
import { type Opened, readBallot } from "@/sealed/ballot"
import { b64, canonical, compare, hex, unb64, utf8 } from "@/sealed/bytes"
import { seal, unseal } from "@/sealed/box"
import { sha256 } from "@/sealed/sha256"

export const FORMAT = {
  secret: "consult/custodian-secret/1",
  custodian: "consult/custodian/1",
  keyRequest: "consult/key-request/1",
  key: "consult/poll-key/1",
  boxes: "consult/poll-boxes/1",
  request: "consult/opening-request/1",
  half: "consult/half-opened/1",
  opened: "consult/opened/1",
} as const

/** Why a step could not be done; its sentence stands in the page's words under `wrong.<name>`. */
export type Wrong =
  | "unreadable"
  | "format"
  | "name"
  | "custodians"
  | "other_poll"
  | "not_yours"
  | "other_request"
  | "signature"
  | "same_person"

export class CeremonyError extends Error {
  constructor(
    readonly wrong: Wrong,
    readonly format = "",
  ) {
    super(wrong)
  }
}

export interface Person {
  name: string
  box: string
  sign: string
}
type Signed = Person & { signature: string }
export interface Secret extends Person {
  format: string
  box_secret: string
  sign_secret: string
}
export interface KeyRequest {
  format: string
  poll: string
  number: string
  title?: string
}
export interface PollKey {
  format: string
  poll: string
  number: string
  key: string
  custodians: Person[]
}
export interface Boxes extends PollKey {
  boxes: { first: string; second: string; box: string }[]
}
export interface Request {
  format: string
  kind: "rehearsal" | "unsealing"
  poll: string
  number: string
  title: string
  key: string
  length: number
  envelopes: string[]
}
export interface Half {
  format: string
  kind: string
  poll: string
  request: string
  halves: { second: string; box: string }[]
  first: Signed
}
export interface Malformed {
  envelope: string
  why: "cannot_be_opened" | "not_a_ballot"
}
export interface OpenedFile {
  format: string
  kind: string
  poll: string
  request: string
  ballots: Opened[]
  malformed: Malformed[]
  first: Signed
  second: Signed
}

const KEY_BYTES = 32
const MOST_LENGTH = 1 << 16
const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

/** The record in a file of this format. Throws CeremonyError. */
export function parse<T>(content: string, format: string): T {
  let record: unknown
  try {
    record = JSON.parse(content)
  } catch {
    throw new CeremonyError("unreadable")
  }
  if (typeof record !== "object" || record === null || (record as { format?: unknown }).format !== format) {
    throw new CeremonyError("format", format)
  }
  return record as T
}

export const digest = (value: unknown): string => hex(sha256(utf8(canonical(value))))

export function makeCustodian(name: string): { secret: Secret; public: Person & { format: string } } {
  const person = name.trim().slice(0, 40)
  if (person === "") throw new CeremonyError("name")
  const box = nacl.box.keyPair()
  const seed = nacl.randomBytes(nacl.sign.seedLength)
  const signer = nacl.sign.keyPair.fromSeed(seed)
  const shown = { name: person, box: b64(box.publicKey), sign: b64(signer.publicKey) }
  return {
    secret: { format: FORMAT.secret, ...shown, box_secret: b64(box.secretKey), sign_secret: b64(seed) },
    public: { format: FORMAT.custodian, ...shown },
  }
}

/** The poll's key for the server, and the boxes of which every custodian keeps a copy. */
export function makePollKey(request: KeyRequest, publics: Person[]): { key: PollKey; boxes: Boxes } {
  const people = custodians(publics)
  if (!isText(request.poll) || !isText(request.number)) throw new CeremonyError("unreadable")
  const pair = nacl.box.keyPair()
  const named = { poll: request.poll, number: request.number, key: b64(pair.publicKey), custodians: people }
  const boxes = people.flatMap((first) =>
    people
      .filter((second) => second !== first)
      .map((second) => ({
        first: first.box,
        second: second.box,
        box: b64(seal(seal(pair.secretKey, bytes(second.box)), bytes(first.box))),
      })),
  )
  pair.secretKey.fill(0)
  return { key: { format: FORMAT.key, ...named }, boxes: { format: FORMAT.boxes, ...named, boxes } }
}

export function openFirst(request: Request, held: Boxes, secret: Secret): Half {
  const asked = terms(request)
  if (held.poll !== request.poll || held.key !== request.key) throw new CeremonyError("other_poll")
  const me = person(secret)
  if (!custodians(held.custodians).some((each) => canonical(each) === canonical(me))) throw new CeremonyError("not_yours")
  const halves = held.boxes
    .filter(({ first }) => first === me.box)
    .map(({ second, box }) => {
      const inner = unseal(bytes(box, null), bytes(secret.box_secret))
      if (inner === null) throw new CeremonyError("not_yours")
      return { second, box: b64(inner) }
    })
  const { kind, poll } = request
  const signature = sign(["consult/opening/1", "first", kind, poll, asked], secret)
  return { format: FORMAT.half, kind, poll, request: asked, halves, first: { ...me, signature } }
}

/** The poll's private key exists in this call alone. */
export function openSecond(request: Request, half: Half, secret: Secret): OpenedFile {
  const asked = terms(request)
  const { kind, poll } = request
  if (half.request !== asked) throw new CeremonyError("other_request")
  const first = person(half.first)
  const { signature } = half.first
  if (!verifies(["consult/opening/1", "first", kind, poll, asked], signature, first.sign)) throw new CeremonyError("signature")
  const me = person(secret)
  if (me.box === first.box) throw new CeremonyError("same_person")
  const inner = half.halves.find(({ second }) => second === me.box)
  const key = inner === undefined ? null : unseal(bytes(inner.box, null), bytes(secret.box_secret))
  if (key?.length !== KEY_BYTES || b64(nacl.box.keyPair.fromSecretKey(key).publicKey) !== request.key) {
    throw new CeremonyError("not_yours")
  }
  const opened = openEnvelopes(request, key)
  key.fill(0)
  const message = ["consult/opening/1", "second", kind, poll, asked, openedDigest(opened)]
  return {
    ...opened,
    format: FORMAT.opened,
    kind,
    poll,
    request: asked,
    first: { ...first, signature },
    second: { ...me, signature: sign(message, secret) },
  }
}

/** Ballots in the order of their codes, which are random; what is none by its envelope's hash. */
function openEnvelopes(request: Request, key: Uint8Array): { ballots: Opened[]; malformed: Malformed[] } {
  const ballots: Opened[] = []
  const malformed: Malformed[] = []
  for (const envelope of request.envelopes.map((each) => bytes(each, null))) {
    const content = unseal(envelope, key)
    const ballot = content === null ? null : readBallot(content, request.length)
    if (ballot !== null) ballots.push(ballot)
    else malformed.push({ envelope: hex(sha256(envelope)), why: content === null ? "cannot_be_opened" : "not_a_ballot" })
  }
  return {
    ballots: ballots.sort((a, b) => compare(a.code, b.code) || compare(canonical(a), canonical(b))),
    malformed: malformed.sort((a, b) => compare(a.envelope, b.envelope) || compare(canonical(a), canonical(b))),
  }
}

/** What whoever opens it again on another machine gets too. */
export const openedDigest = ({ ballots, malformed }: { ballots: Opened[]; malformed: Malformed[] }): string => digest({ ballots, malformed })

function terms(request: Request): string {
  const { kind, poll, length, envelopes } = request
  const fits =
    ["rehearsal", "unsealing"].includes(kind) &&
    isText(poll) &&
    Number.isInteger(length) &&
    length > 0 &&
    length <= MOST_LENGTH &&
    Array.isArray(envelopes)
  if (!fits) throw new CeremonyError("unreadable")
  bytes(request.key)
  return digest(request)
}

/** Three different people, each with a key of their own. */
function custodians(found: Person[]): Person[] {
  const people = Array.isArray(found) ? found.map(person) : []
  const differ = (["name", "box", "sign"] as const).every((part) => new Set(people.map((each) => each[part])).size === 3)
  if (people.length !== 3 || !differ) throw new CeremonyError("custodians")
  return people
}

function person(record: Person): Person {
  const { name, box, sign: key } = record
  if (!isText(name)) throw new CeremonyError("unreadable")
  bytes(box)
  bytes(key)
  return { name, box, sign: key }
}

function bytes(encoded: string, size: number | null = KEY_BYTES): Uint8Array {
  const found = unb64(encoded, size ?? undefined)
  if (found === null) throw new CeremonyError("unreadable")
  return found
}

function sign(message: string[], secret: Secret): string {
  return b64(nacl.sign.detached(utf8(canonical(message)), nacl.sign.keyPair.fromSeed(bytes(secret.sign_secret)).secretKey))
}

function verifies(message: string[], signature: string, key: string): boolean {
  const signed = unb64(signature, nacl.sign.signatureLength)
  return signed !== null && nacl.sign.detached.verify(utf8(canonical(message)), signed, bytes(key))
}
