import { inspectAs } from '#inspect';
import { type Challenge, parseChallenges } from '../headers/parse-challenges.ts';
import { BoundedMap } from '../lang/bounded-map.ts';
import { copyString } from '../lang/copy-string.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import { originOf } from '../url/same-origin.ts';
import { urlParts } from '../url/url-parts.ts';
import type { AuthFlow, AuthFlowContext } from './auth.ts';
import { bestChallenge, type DigestTarget, digestAuthorization } from './digest-authorization.ts';

/** The last challenge of an origin, and how often its nonce was used. */
interface OriginState {
  challenge: Challenge;
  count: number;
}

/** Requests' algorithms, and their `-sess` forms. */
const ALGORITHMS = ['MD5', 'SHA', 'SHA-256', 'SHA-512'].flatMap((name) => [name, `${name}-sess`]);

const KIND: OptionsKind = optionsKind('HTTPDigestAuth', ['algorithms']);

/** The number of origins that one object remembers: plenty for most programs, a bound for a crawler. */
const MAX_ORIGINS = 1000;
/** The parameters of a challenge that its Authorization header is made from. */
const NEEDED = ['realm', 'nonce', 'opaque', 'algorithm', 'qop', 'charset', 'userhash'] as const;
/** A challenge with more characters in them is answered but not remembered. */
const MAX_LENGTH = 4096;

/** The options of `HTTPDigestAuth`. */
export interface DigestOptions {
  /**
   * The accepted algorithms, in any case. Default, as in Requests: MD5, SHA, SHA-256 and SHA-512, each also with `-sess`.
   * `SHA-512-256` of RFC 7616 can be added; a list without MD5 refuses MD5.
   */
  readonly algorithms?: readonly string[];
}

/**
 * Digest authentication (RFC 7616, RFC 2617, RFC 2069). The first request is sent without credentials, and a challenge in
 * any 4xx response is answered once; of several, the strongest. Later requests to the same origin reuse its nonce, with an
 * increasing count. If no challenge is supported, the request is repeated once without credentials, as in Requests.
 */
export class HTTPDigestAuth implements AuthFlow {
  /** The user name. */
  readonly username: string;
  readonly #password: string;
  readonly #allowed: ReadonlySet<string>;
  readonly #states = new BoundedMap<OriginState>(MAX_ORIGINS);

  constructor(username: string, password: string, options?: DigestOptions) {
    if (typeof username !== 'string' || typeof password !== 'string')
      throw new TypeError('User name and password of Digest authentication must be strings.');
    this.username = username;
    this.#password = password;
    this.#allowed = new Set((knownOptions(options, KIND).algorithms ?? ALGORITHMS).map((name) => name.toLowerCase()));
  }

  /** Sends the request, and answers challenges. */
  *authFlow(request: PreparedRequest, context: AuthFlowContext): Generator<PreparedRequest, void, Response> {
    const origin = originKey(request.url);
    const known = context.redirected ? undefined : this.#states.get(origin);
    if (known !== undefined && bestChallenge([known.challenge], this.#allowed, bodyOf(request) !== undefined) !== null)
      this.#authorize(request, known);
    let response = yield request;
    // Once, and once more when the server says that the nonce was stale (RFC 7616 §3.3).
    for (let attempts = 0; attempts < 2; attempts++) {
      const challenges = digestChallenges(response);
      if (challenges.length === 0) break;
      if (attempts > 0 && !challenges.some((challenge) => challenge.params['stale']?.toLowerCase() === 'true')) break;
      const retry = request.copy();
      retry.headers.delete('Authorization');
      const challenge = bestChallenge(challenges, this.#allowed, bodyOf(retry) !== undefined);
      if (challenge !== null) this.#authorize(retry, this.#remember(origin, challenge));
      response = yield retry;
      if (challenge === null) break;
    }
    this.#takeNextNonce(origin, response);
  }

  #authorize(request: PreparedRequest, state: OriginState): void {
    const parts = urlParts(request.url);
    const path = parts?.target || '/';
    const target: DigestTarget = {
      method: request.method,
      uri: path.startsWith('/') ? path : `/${path}`,
      body: bodyOf(request),
      count: ++state.count,
      cnonce: newCnonce(),
    };
    const credentials = { username: this.username, password: this.#password };
    request.headers.set('Authorization', digestAuthorization(state.challenge, credentials, target));
  }

  /** A nonce that is sent again keeps its count: a server may refuse a count that decreases. */
  #remember(origin: string, received: Challenge): OriginState {
    const challenge = withoutExtras(received);
    if (challenge === null) {
      this.#states.delete(origin);
      return { challenge: received, count: 0 };
    }
    const old = this.#states.get(origin);
    if (old !== undefined && old.challenge.params['nonce'] === challenge.params['nonce']) {
      old.challenge = challenge;
      return old;
    }
    const state = { challenge, count: 0 };
    this.#states.set(origin, state);
    return state;
  }

  /** RFC 7616 §3.5: any response may contain the next nonce. */
  #takeNextNonce(origin: string, response: Response): void {
    const info = response.headers.get('Authentication-Info');
    const state = this.#states.get(origin);
    if (info === null || state === undefined) return;
    const next = parseChallenges([`Info ${info}`])[0]?.params['nextnonce'];
    if (!next || next === state.challenge.params['nonce']) return;
    const params = Object.assign(Object.create(null), state.challenge.params, { nonce: next });
    this.#remember(origin, { ...state.challenge, params });
  }

  /** For logs: the password is `***`. */
  toJSON(): Record<string, string> {
    return { username: this.username, password: '***' };
  }
}

inspectAs(HTTPDigestAuth, (auth) => ({ ...auth.toJSON() }));

/** The complete Digest challenges of a 4xx response. */
function digestChallenges(response: Response): Challenge[] {
  if (response.statusCode < 400 || response.statusCode > 499) return [];
  const values = response.headers.getAll('WWW-Authenticate');
  return parseChallenges(values).filter(
    ({ scheme, params }) =>
      scheme.toLowerCase() === 'digest' && params['realm'] !== undefined && params['nonce'] !== undefined,
  );
}

/** Only the parameters that are needed, copied so that the header is not kept in memory; `null` when they are too long. */
function withoutExtras(challenge: Challenge): Challenge | null {
  const params: Record<string, string> = Object.create(null);
  let length = 0;
  for (const name of NEEDED) {
    const value = challenge.params[name];
    if (value === undefined) continue;
    length += value.length;
    params[name] = copyString(value);
  }
  return length > MAX_LENGTH ? null : { scheme: 'Digest', token68: null, params };
}

function originKey(url: string): string {
  const origin = originOf(url);
  return origin === null ? url : `${origin.scheme}://${origin.host}:${origin.port}`;
}

/** The body's bytes; `undefined` when they are not known, as for a stream. */
function bodyOf(request: PreparedRequest): Uint8Array | null | undefined {
  const body = request.body;
  if (body === null || body === undefined) return null;
  if (typeof body === 'string') return utf8(body);
  return body instanceof Uint8Array ? body : undefined;
}

/** 128 random bits. */
function newCnonce(): string {
  let hex = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) hex += byte.toString(16).padStart(2, '0');
  return hex;
}
