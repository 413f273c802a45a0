/** The digest of a tree of files, as gateway_labs.lab.progress.tree_digest makes it: SHA-256 in hex.
 *
 * It is written out here since a page that comes by plain http from another machine, such as a
 * teacher's, has no crypto.subtle; and the store answers at once, without a promise.
 */

const encoder = new TextEncoder()

/** @param {Record<string, string | Uint8Array>} tree  path to content; a text counts as UTF-8 */
export function treeDigest(tree) {
  const parts = []
  for (const name of Object.keys(tree).sort(byCodePoint)) {
    const content = typeof tree[name] === "string" ? encoder.encode(tree[name]) : tree[name]
    parts.push(encoder.encode(`${name}\0${content.length}\0`), content)
  }
  return sha256(joined(parts))
}

/** The order of Python's sorted(): by code point, which the order of UTF-16 is not above U+FFFF. */
export function byCodePoint(a, b) {
  const [one, other] = [[...a], [...b]]
  const at = one.findIndex((character, index) => character !== other[index])
  if (at === -1) return one.length - other.length
  return at >= other.length ? 1 : one[at].codePointAt(0) - other[at].codePointAt(0)
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const PRIMES = Array.from({length: 312}, (_, n) => n).filter(
  (n) => n > 1 && !Array.from({length: n}, (_, d) => d).some((d) => d > 1 && n % d === 0),
)
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0
/** FIPS 180-4, 4.2.2 and 5.3.3: the fractions of the roots of the first 64 and 8 primes. */
const K = Int32Array.from(PRIMES.slice(0, 64), (prime) => fraction(Math.cbrt(prime)))
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))

/** @param {Uint8Array} bytes */
export function sha256(bytes) {
  const state = Int32Array.from(START)
  const words = new Int32Array(64)
  const padded = withPadding(bytes)
  for (let at = 0; at < padded.byteLength; at += 64) compress(state, words, padded, at)
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("")
}

function withPadding(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, bytes.length * 8)
  return view
}

const turned = (word, by) => (word >>> by) | (word << (32 - by))

/** One block of 64 bytes: FIPS 180-4, 6.2.2. */
function compress(state, words, view, at) {
  for (let t = 0; t < 16; t++) words[t] = view.getInt32(at + t * 4)
  for (let t = 16; t < 64; t++) {
    const [x, y] = [words[t - 15], words[t - 2]]
    const small0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)
    const small1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)
    words[t] = words[t - 16] + small0 + words[t - 7] + small1
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let t = 0; t < 64; t++) {
    const big1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const one = (h + big1 + ((e & f) ^ (~e & g)) + K[t] + words[t]) | 0
    const big0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] += word))
}
