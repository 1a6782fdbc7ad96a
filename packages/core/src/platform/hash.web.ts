export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha512' | 'sha512-256';

/**
 * The hashes of digest authentication, since WebCrypto is asynchronous and lacks MD5. Inputs are a few hundred bytes, so
 * these are written for size, not speed: SHA-2 uses BigInt words, and its constants are computed.
 */
export function hashHex(name: HashName, bytes: Uint8Array): string {
  if (name === 'md5') return md5(bytes);
  if (name === 'sha1') return sha1(bytes);
  if (name === 'sha256') return sha2(bytes, SHA256, initial(SHA256)).slice(0, 64);
  const start = initial(SHA512);
  if (name === 'sha512') return sha2(bytes, SHA512, start);
  // FIPS 180-4 §5.3.6: the initial value of SHA-512/t is a hash of its name.
  const seed = sha2(
    new TextEncoder().encode('SHA-512/256'),
    SHA512,
    start.map((word) => word ^ 0xa5a5a5a5a5a5a5a5n),
  );
  return sha2(
    bytes,
    SHA512,
    (seed.match(/.{16}/g) as string[]).map((hex) => BigInt(`0x${hex}`)),
  ).slice(0, 64);
}

/** The message, `0x80`, zeros, and its length in bits at the end of a block. */
function pad(bytes: Uint8Array, block: number, littleEndian: boolean): DataView {
  const size = Math.ceil((bytes.length + 1 + block / 8) / block) * block;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  const bits = BigInt(bytes.length) * 8n;
  view.setBigUint64(size - 8, bits, littleEndian);
  return view;
}

const rotateLeft = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const hex32 = (x: number): string => (x >>> 0).toString(16).padStart(8, '0');

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** RFC 1321. */
function md5(bytes: Uint8Array): string {
  const view = pad(bytes, 64, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    let [a, b, c, d] = state as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f =
        round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const g = (round === 0 ? i : round === 1 ? 5 * i + 1 : round === 2 ? 3 * i + 5 : 7 * i) & 15;
      const k = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32);
      const sum = (a + f + k + view.getUint32(offset + g * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotateLeft(sum, MD5_SHIFTS[round * 4 + (i & 3)] as number)) | 0];
    }
    for (const [i, word] of [a, b, c, d].entries()) state[i] = ((state[i] as number) + word) | 0;
  }
  const out = new DataView(new ArrayBuffer(16));
  for (const [i, word] of state.entries()) out.setUint32(i * 4, word, true);
  return [0, 4, 8, 12].map((i) => hex32(out.getUint32(i))).join('');
}

/** FIPS 180-4 §6.1. */
function sha1(bytes: Uint8Array): string {
  const view = pad(bytes, 64, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Int32Array(80);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      w[i] =
        i < 16
          ? view.getInt32(offset + i * 4)
          : rotateLeft((w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number), 1);
      const round = Math.floor(i / 20);
      const f = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const k = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round] as number;
      const sum = (rotateLeft(a, 5) + f + e + k + (w[i] as number)) | 0;
      [e, d, c, b, a] = [d, c, rotateLeft(b, 30), a, sum];
    }
    for (const [i, word] of [a, b, c, d, e].entries()) state[i] = ((state[i] as number) + word) | 0;
  }
  return state.map(hex32).join('');
}

/** How the members of SHA-2 differ: bits of a word, rounds, and the rotations of FIPS 180-4 §4.1. */
interface Sha2 {
  readonly bits: bigint;
  readonly rounds: number;
  readonly rotations: readonly bigint[];
}

const SHA256: Sha2 = { bits: 32n, rounds: 64, rotations: [2n, 13n, 22n, 6n, 11n, 25n, 7n, 18n, 3n, 17n, 19n, 10n] };
const SHA512: Sha2 = { bits: 64n, rounds: 80, rotations: [28n, 34n, 39n, 14n, 18n, 41n, 1n, 8n, 7n, 19n, 61n, 6n] };

const PRIMES: bigint[] = [];
for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((p) => n % Number(p) !== 0)) PRIMES.push(BigInt(n));

/** The first 64 bits behind the point of the degree-th root of n. */
function rootBits(n: bigint, degree: bigint): bigint {
  let low = 0n;
  let high = n << 64n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= n << (64n * degree)) low = middle;
    else high = middle;
  }
  return low & 0xffffffffffffffffn;
}

const initial = (kind: Sha2): bigint[] => PRIMES.slice(0, 8).map((p) => rootBits(p, 2n) >> (64n - kind.bits));

let roundConstants: bigint[] | null = null;

/** FIPS 180-4 §6.2 and §6.4. */
function sha2(bytes: Uint8Array, kind: Sha2, start: readonly bigint[]): string {
  const { bits, rounds } = kind;
  const word = Number(bits) / 8;
  const mask = (1n << bits) - 1n;
  const [p, q, r, s, t, u, v, x, y, i, j, k] = kind.rotations as [bigint, ...bigint[]] & bigint[];
  const rotate = (n: bigint, by: bigint | undefined): bigint =>
    (n >> (by as bigint)) | ((n << (bits - (by as bigint))) & mask);
  roundConstants ??= PRIMES.map((prime) => rootBits(prime, 3n));
  const view = pad(bytes, word * 16, false);
  const state = [...start];
  const w: bigint[] = [];
  for (let offset = 0; offset < view.byteLength; offset += word * 16) {
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let n = 0; n < rounds; n++) {
      if (n < 16) {
        w[n] = word === 4 ? BigInt(view.getUint32(offset + n * 4)) : view.getBigUint64(offset + n * 8);
      } else {
        const w15 = w[n - 15] as bigint;
        const w2 = w[n - 2] as bigint;
        const small0 = rotate(w15, v) ^ rotate(w15, x) ^ (w15 >> (y as bigint));
        const small1 = rotate(w2, i) ^ rotate(w2, j) ^ (w2 >> (k as bigint));
        w[n] = ((w[n - 16] as bigint) + small0 + (w[n - 7] as bigint) + small1) & mask;
      }
      const big1 = rotate(e, s) ^ rotate(e, t) ^ rotate(e, u);
      const constant = (roundConstants[n] as bigint) >> (64n - bits);
      const one = h + big1 + ((e & f) ^ (~e & mask & g)) + constant + (w[n] as bigint);
      const two = (rotate(a, p) ^ rotate(a, q) ^ rotate(a, r)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & mask, c, b, a, (one + two) & mask];
    }
    for (const [n, value] of [a, b, c, d, e, f, g, h].entries()) state[n] = ((state[n] as bigint) + value) & mask;
  }
  return state.map((n) => n.toString(16).padStart(word * 2, '0')).join('');
}
