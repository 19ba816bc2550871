/**
 * Sealed boxes exactly as libsodium's `crypto_box_seal`: a one-time key pair, X25519 and XSalsa20-Poly1305, and as nonce
 * BLAKE2b-192 of both public keys. tests/voting/test_sealed_interop.py holds it to PyNaCl in both directions.
 */
import blake from "blakejs"
import nacl from "tweetnacl"
import { concat } from "./bytes"

export const SEAL_BYTES = nacl.box.publicKeyLength + nacl.box.overheadLength

const nonce = (once: Uint8Array, key: Uint8Array): Uint8Array => blake.blake2b(concat(once, key), undefined, nacl.box.nonceLength)

/** `pair` is for the fixed vectors of the tests alone: a one-time key used twice is none. */
export function seal(message: Uint8Array, key: Uint8Array, pair: nacl.BoxKeyPair = nacl.box.keyPair()): Uint8Array {
  const sealed = nacl.box(message, nonce(pair.publicKey, key), key, pair.secretKey)
  pair.secretKey.fill(0)
  return concat(pair.publicKey, sealed)
}

/** What is inside, or null where this key does not open it. */
export function unseal(sealed: Uint8Array, secret: Uint8Array): Uint8Array | null {
  if (sealed.length < SEAL_BYTES) return null
  const once = sealed.subarray(0, nacl.box.publicKeyLength)
  const key = nacl.box.keyPair.fromSecretKey(secret).publicKey
  return nacl.box.open(sealed.subarray(nacl.box.publicKeyLength), nonce(once, key), once, secret)
}
