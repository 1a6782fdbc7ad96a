import { type HashName, hashHex } from '#hash';
import type { Challenge } from '../headers/parse-challenges.ts';
import { quote, UNRESERVED_CHARS, utf8 } from '../lang/percent-encoding.ts';

export interface DigestCredentials {
  readonly username: string;
  readonly password: string;
}

/** The request to authorize. */
export interface DigestTarget {
  readonly method: string;
  /** The request target exactly as it is sent. */
  readonly uri: string;
  /** The body; `null` when there is none, `undefined` when its bytes are not known, as for a stream. */
  readonly body: Uint8Array | null | undefined;
  /** How often this nonce was used, including this time. */
  readonly count: number;
  readonly cnonce: string;
}

const HASHES: Readonly<Record<string, HashName>> = {
  __proto__: null as never,
  md5: 'md5',
  sha: 'sha1',
  'sha-256': 'sha256',
  'sha-512': 'sha512',
  'sha-512-256': 'sha512-256',
};

/** Strongest first. */
const STRENGTH: readonly string[] = ['sha-512', 'sha-512-256', 'sha-256', 'sha', 'md5'];

/** The algorithm of a challenge in lower case; MD5 by default (RFC 7616 §3.3). */
function algorithmOf(challenge: Challenge): string {
  return (challenge.params['algorithm'] || 'MD5').toLowerCase();
}

const baseOf = (algorithm: string): string => algorithm.replace(/-sess$/, '');

/** `'auth'` is preferred; `''` for a challenge without qop (RFC 2069); `null` for a qop that is not supported. */
function qopOf(challenge: Challenge, bodyKnown: boolean): 'auth' | 'auth-int' | '' | null {
  const offered = challenge.params['qop'];
  if (!offered) return '';
  const words = offered
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (words.includes('auth')) return 'auth';
  return words.includes('auth-int') && bodyKnown ? 'auth-int' : null;
}

/** The strongest supported challenge, the first of equals; `null` when none is supported. */
export function bestChallenge(
  challenges: readonly Challenge[],
  allowed: ReadonlySet<string>,
  bodyKnown: boolean,
): Challenge | null {
  let best: Challenge | null = null;
  let bestRank = STRENGTH.length;
  for (const challenge of challenges) {
    const algorithm = algorithmOf(challenge);
    const rank = STRENGTH.indexOf(baseOf(algorithm));
    if (rank < 0 || rank >= bestRank || !allowed.has(algorithm) || qopOf(challenge, bodyKnown) === null) continue;
    best = challenge;
    bestRank = rank;
  }
  return best;
}

/**
 * The value of an `Authorization` header for a Digest challenge that `bestChallenge` chose (RFC 7616 §3.4; without `qop`
 * as in RFC 2069), with its fields in Requests' order.
 */
export function digestAuthorization(
  challenge: Challenge,
  credentials: DigestCredentials,
  target: DigestTarget,
): string {
  const { params } = challenge;
  const realm = params['realm'] as string;
  const nonce = params['nonce'] as string;
  const algorithm = algorithmOf(challenge);
  const name = HASHES[baseOf(algorithm)] as HashName;
  const hash = (text: string): string => hashHex(name, utf8(text));
  const qop = qopOf(challenge, target.body !== undefined);
  const nc = target.count.toString(16).padStart(8, '0');

  const bodyHash = qop === 'auth-int' ? `:${hashHex(name, target.body ?? new Uint8Array(0))}` : '';
  let ha1 = hash(`${credentials.username}:${realm}:${credentials.password}`);
  if (algorithm.endsWith('-sess')) ha1 = hash(`${ha1}:${nonce}:${target.cnonce}`);
  const ha2 = hash(`${target.method}:${target.uri}${bodyHash}`);
  const nonceUse = qop ? `${nc}:${target.cnonce}:${qop}:` : '';
  const response = hash(`${ha1}:${nonce}:${nonceUse}${ha2}`);

  const userhash = params['userhash']?.toLowerCase() === 'true';
  const user = userhash
    ? `username="${hash(`${credentials.username}:${realm}`)}"`
    : usernameField(credentials.username, params['charset']?.toLowerCase() === 'utf-8');
  let header = `Digest ${user}, realm="${quoted(realm)}", nonce="${quoted(nonce)}", uri="${quoted(target.uri)}", response="${response}"`;
  if (params['opaque']) header += `, opaque="${quoted(params['opaque'])}"`;
  if (params['algorithm']) header += `, algorithm="${quoted(params['algorithm'])}"`;
  if (qop) header += `, qop="${qop}", nc=${nc}, cnonce="${target.cnonce}"`;
  else if (algorithm.endsWith('-sess')) header += `, cnonce="${target.cnonce}"`;
  if (userhash) header += ', userhash=true';
  return header;
}

/** RFC 7616 §3.4: a name that a quoted string cannot contain is sent as `username*` in UTF-8 (RFC 8187). */
function usernameField(username: string, utf8Agreed: boolean): string {
  let highest = 0;
  for (let i = 0; i < username.length; i++) highest = Math.max(highest, username.charCodeAt(i));
  if (highest > 0xff || (highest > 0x7f && utf8Agreed)) return `username*=UTF-8''${quote(username, UNRESERVED_CHARS)}`;
  return `username="${quoted(username)}"`;
}

const quoted = (text: string): string => (/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text);
