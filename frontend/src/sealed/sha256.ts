/** SHA-256 (FIPS 180-4). Browsers keep theirs for https; a hall's own Wi-Fi, and a page opened from a file, have none. */

const K = constants(64, 3)
const START = constants(8, 2)

/** The first 32 bits of the fractional parts of the square (2) or cube (3) roots of the first primes. */
function constants(count: number, root: 2 | 3): Uint32Array {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return Uint32Array.from(primes, (prime) => fraction(prime, root))
}

/** In whole numbers: floor(root(p · 2^(32·root))) is the root with 32 bits after the point. */
function fraction(prime: number, root: 2 | 3): number {
  const wanted = BigInt(prime) << BigInt(32 * root)
  let low = BigInt(0)
  let high = BigInt(1) << BigInt(40)
  while (high - low > BigInt(1)) {
    const middle = (low + high) >> BigInt(1)
    if (middle ** BigInt(root) <= wanted) low = middle
    else high = middle
  }
  return Number(low & BigInt(0xffffffff))
}

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by))

export function sha256(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((data.length + 8) >> 6) * 64 + 64)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(data.length / 0x20000000))
  view.setUint32(padded.length - 4, (data.length << 3) >>> 0)
  const state = START.slice()
  const w = new Uint32Array(64)
  for (let at = 0; at < padded.length; at += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getUint32(at + 4 * t)
    for (let t = 16; t < 64; t++) {
      const [a, b] = [w[t - 15] ?? 0, w[t - 2] ?? 0]
      const small0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
      const small1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10)
      w[t] = (w[t - 16] ?? 0) + small0 + (w[t - 7] ?? 0) + small1
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let t = 0; t < 64; t++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[t] ?? 0) + (w[t] ?? 0)) | 0
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
    }
    ;[a, b, c, d, e, f, g, h].forEach((each, index) => (state[index] = (state[index] ?? 0) + each))
  }
  const out = new Uint8Array(32)
  const bytes = new DataView(out.buffer)
  state.forEach((each, index) => bytes.setUint32(4 * index, each))
  return out
}
