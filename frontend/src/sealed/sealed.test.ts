// @vitest-environment node
import nacl from "tweetnacl"
import { describe, expect, it } from "vitest"
import { ballotBytes, fingerprint, newCode, readBallot, sealBallot } from "./ballot"
import { b64, hex, unb64, utf8 } from "./bytes"
import { seal, SEAL_BYTES, unseal } from "./box"
import { sha256 } from "./sha256"
import vectors from "./vectors.json"

/** The vectors are PyNaCl's, which is libsodium's; tests/voting/test_sealed_interop.py makes sure of that. */
const bytes = (encoded: string): Uint8Array => unb64(encoded) ?? new Uint8Array()

describe.each(vectors)("$choice", (vector) => {
  it("fills in the same content as Python", () => {
    expect(b64(ballotBytes(vector, vector.length))).toBe(vector.content)
  })

  it("seals to the same bytes as libsodium under the same one-time key", () => {
    const pair = nacl.box.keyPair.fromSecretKey(bytes(vector.once))
    const sealed = seal(bytes(vector.content), bytes(vector.key), pair)
    expect(b64(sealed)).toBe(vector.sealed)
    expect(hex(sha256(sealed))).toBe(vector.hash)
  })

  it("opens what PyNaCl sealed", () => {
    const content = unseal(bytes(vector.sealed_by_pynacl), bytes(vector.secret))
    expect(content && readBallot(content, vector.length)).toEqual({ choice: vector.choice, code: vector.code })
  })

  it("opens its own, and nobody else does", () => {
    const { envelope, hash, code } = sealBallot(vector.choice, { key: vector.key, length: vector.length })
    expect(bytes(envelope)).toHaveLength(vector.length + SEAL_BYTES)
    expect(hash).toBe(hex(sha256(bytes(envelope))))
    const content = unseal(bytes(envelope), bytes(vector.secret))
    expect(content && readBallot(content, vector.length)).toEqual({ choice: vector.choice, code })
    expect(unseal(bytes(envelope), nacl.box.keyPair().secretKey)).toBeNull()
  })
})

it("one changed byte is noticed", () => {
  const [vector] = vectors
  const sealed = bytes(vector?.sealed ?? "")
  sealed[40] = (sealed[40] ?? 0) ^ 1
  expect(unseal(sealed, bytes(vector?.secret ?? ""))).toBeNull()
})

it("every choice has the same length in its envelope", () => {
  const key = vectors[0]?.key ?? ""
  const lengths = ["yes", "no", "abstain"].map((choice) => sealBallot(choice, { key, length: 64 }).envelope.length)
  expect(new Set(lengths).size).toBe(1)
})

it("a choice too long for the poll, or a key that is none, is not sealed", () => {
  expect(() => sealBallot("x".repeat(60), { key: vectors[0]?.key ?? "", length: 64 })).toThrow()
  expect(() => sealBallot("yes", { key: "AAAA", length: 64 })).toThrow()
})

it("a personal code is sixteen characters, and another one each time", () => {
  const codes = Array.from({ length: 50 }, newCode)
  expect(codes.every((code) => /^[A-Z2-7]{16}$/.test(code))).toBe(true)
  expect(new Set(codes).size).toBe(50)
})

it.each([
  ["a number with a point", '{"choice":{"A":1.0},"code":"ABCDEFGHIJKLMNOP"}'],
  ["a key twice", '{"choice":"yes","choice":"no","code":"ABCDEFGHIJKLMNOP"}'],
  ["spaces inside", '{"choice": "yes","code":"ABCDEFGHIJKLMNOP"}'],
  ["another order", '{"code":"ABCDEFGHIJKLMNOP","choice":"yes"}'],
  ["something more", '{"choice":"yes","code":"ABCDEFGHIJKLMNOP","note":1}'],
  ["a short code", '{"choice":"yes","code":"ABC"}'],
  ["no object", '"yes"'],
  ["a nested choice", '{"choice":{"A":{"B":1}},"code":"ABCDEFGHIJKLMNOP"}'],
  ["a number too large", '{"choice":{"A":1001},"code":"ABCDEFGHIJKLMNOP"}'],
])("%s is no ballot", (_, content) => {
  expect(readBallot(utf8(content.padEnd(128)), 128)).toBeNull()
})

it("the fingerprint is the one custodians read out", () => {
  expect(fingerprint(b64(new Uint8Array(32)))).toBe("MZUH-VLPY-MK6X-O3EP")
  expect(fingerprint("AAAA")).toBe("")
})
