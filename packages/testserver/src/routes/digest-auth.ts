import { randomBytes } from 'node:crypto';
import type { ParsedRequest } from '../parsed-request.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { emptyReply, type Reply, withHeaders } from '../reply/reply.ts';
import { parseCookies, setCookie } from '../request/cookie-header.ts';
import { digestHash, digestResponse } from '../request/digest-response.ts';
import { firstOf } from '../request/multi-dict.ts';
import { headerParameters } from '../request/multipart.ts';
import { get, type Route } from '../router.ts';

const ALGORITHMS: readonly string[] = ['MD5', 'SHA-256', 'SHA-512'];
const REALM = 'me@kennethreitz.com';

function cookie(name: string, value: string): readonly [string, string] {
  return ['Set-Cookie', setCookie(name, value)];
}

const FAKE_COOKIE = cookie('fake', 'fake_value');

interface ChallengeSettings {
  readonly qop: string;
  readonly algorithm: string;
  /** The number of requests that a nonce is good for, or `never`. */
  readonly staleAfter: string;
}

function readRoute(request: ParsedRequest): ChallengeSettings {
  const { qop = '', algorithm = '', staleAfter = 'never' } = request.params;
  return {
    qop: qop === 'auth' || qop === 'auth-int' ? qop : 'auth, auth-int',
    algorithm: ALGORITHMS.includes(algorithm) ? algorithm : 'MD5',
    staleAfter,
  };
}

function challenge(settings: ChallengeSettings, isStale: boolean): Reply {
  const nonce = digestHash(settings.algorithm, randomBytes(20));
  const opaque = digestHash(settings.algorithm, randomBytes(10));
  const value =
    `Digest realm="${REALM}", nonce="${nonce}", qop="${settings.qop}", opaque="${opaque}", ` +
    `algorithm=${settings.algorithm}, stale=${isStale ? 'TRUE' : 'FALSE'}`;
  return withHeaders(
    emptyReply(401, [['WWW-Authenticate', value]]),
    cookie('stale_after', settings.staleAfter),
    FAKE_COOKIE,
  );
}

/** The parameters of a Digest Authorization header, or `null`. */
function readCredentials(request: ParsedRequest): ReadonlyMap<string, string> | null {
  const [, text] = /^digest\s+(.*)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (text === undefined) return null;
  // headerParameters() expects semicolons; here parameters are separated by commas.
  const quotedOrComma = /"(?:\\.|[^"\\])*"|,/g;
  return headerParameters(`;${text.replace(quotedOrComma, (match) => (match === ',' ? ';' : match))}`);
}

function isAuthorized(
  request: ParsedRequest,
  settings: ChallengeSettings,
  credentials: ReadonlyMap<string, string>,
): boolean {
  const { user = '', password = '' } = request.params;
  const expected = digestResponse({
    algorithm: credentials.get('algorithm') ?? settings.algorithm,
    user,
    password,
    method: request.method,
    uri: request.target,
    body: request.body,
    credentials,
  });
  return credentials.get('username') === user && expected !== null && credentials.get('response') === expected;
}

/** Digest authentication as httpbin does it: its state is in the cookies `stale_after`, `last_nonce` and `fake`. */
function digestAuth(request: ParsedRequest): Reply {
  const settings = readRoute(request);
  const needsCookie = ['1', 't', 'true'].includes(firstOf(request.args, 'require-cookie', '').toLowerCase());
  const credentials = readCredentials(request);
  const cookies = parseCookies(request.headers.get('cookie'));
  if (credentials === null || (needsCookie && !request.headers.has('cookie'))) return challenge(settings, false);
  if (needsCookie && cookies['fake'] !== 'fake_value') {
    return withHeaders(jsonReply({ errors: ['missing cookie set on challenge'] }, 403), FAKE_COOKIE);
  }
  const nonce = credentials.get('nonce') ?? '';
  const isStale = cookies['last_nonce'] === nonce || cookies['stale_after'] === '0';
  if (isStale || !isAuthorized(request, settings, credentials)) {
    return withHeaders(challenge(settings, isStale), cookie('last_nonce', nonce));
  }
  const granted = withHeaders(jsonReply({ authenticated: true, user: request.params['user'] }), FAKE_COOKIE);
  const left = cookies['stale_after'];
  if (left === undefined) return granted;
  return withHeaders(granted, cookie('stale_after', /^\d+$/.test(left) ? String(Number(left) - 1) : 'never'));
}

export const digestAuthRoutes: readonly Route[] = [
  get('/digest-auth/:qop/:user/:password', digestAuth),
  get('/digest-auth/:qop/:user/:password/:algorithm', digestAuth),
  get('/digest-auth/:qop/:user/:password/:algorithm/:staleAfter', digestAuth),
];
