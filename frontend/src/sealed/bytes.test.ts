// @vitest-environment node
import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { base32, canonical, hex, unb64, utf8 } from "./bytes"
import { sha256 } from "./sha256"

describe("sha256", () => {
  it("is the system's own at every length around a block's end", () => {
    for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000]) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 255)
      expect(hex(sha256(data))).toBe(createHash("sha256").update(data).digest("hex"))
    }
  })
})

describe("canonical", () => {
  it("orders keys as Python does, also those beyond the basic plane", () => {
    expect(canonical({ "\u{1f600}": 1, "\uff01": 2, b: [true, null, "x"], a: { z: 0, y: -1 } })).toBe(
      '{"a":{"y":-1,"z":0},"b":[true,null,"x"],"\uff01":2,"\u{1f600}":1}',
    )
  })

  it("holds no fractions and nothing undefined", () => {
    expect(() => canonical(1.5)).toThrow(TypeError)
    expect(() => canonical({ a: undefined })).toThrow(TypeError)
  })
})

it("base32 is RFC 4648's", () => {
  expect(base32(utf8("fooba"))).toBe("MZXW6YTB")
})

it("base64 is read strictly", () => {
  expect(unb64("AAAA")).toEqual(new Uint8Array(3))
  for (const wrong of ["AAA", "AAAA\n", "AAB=", "****", 7, null]) expect(unb64(wrong)).toBeNull()
  expect(unb64("AAAA", 4)).toBeNull()
})
