import { randomBytes } from 'node:crypto';
import type { Exchange } from '../exchange.ts';
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

interface Asked {
  readonly qop: string;
  readonly algorithm: string;
  /** How many requests a nonce lives, or `never` for for ever. */
  readonly staleAfter: string;
}

function readRoute(exchange: Exchange): Asked {
  const { qop = '', algorithm = '', staleAfter = 'never' } = exchange.params;
  return {
    qop: qop === 'auth' || qop === 'auth-int' ? qop : 'auth, auth-int',
    algorithm: ALGORITHMS.includes(algorithm) ? algorithm : 'MD5',
    staleAfter,
  };
}

function challenge(asked: Asked, isStale: boolean): Reply {
  const nonce = digestHash(asked.algorithm, randomBytes(20));
  const opaque = digestHash(asked.algorithm, randomBytes(10));
  const value =
    `Digest realm="${REALM}", nonce="${nonce}", qop="${asked.qop}", opaque="${opaque}", ` +
    `algorithm=${asked.algorithm}, stale=${isStale ? 'TRUE' : 'FALSE'}`;
  return withHeaders(
    emptyReply(401, [['WWW-Authenticate', value]]),
    cookie('stale_after', asked.staleAfter),
    FAKE_COOKIE,
  );
}

/** The credentials of a Digest header, or `null`. */
function readCredentials(exchange: Exchange): ReadonlyMap<string, string> | null {
  const [, text] = /^digest\s+(.*)$/i.exec(exchange.headers.get('authorization') ?? '') ?? [];
  if (text === undefined) return null;
  // Commas separate here what semicolons separate in other headers.
  const quotedOrComma = /"(?:\\.|[^"\\])*"|,/g;
  return headerParameters(`;${text.replace(quotedOrComma, (match) => (match === ',' ? ';' : match))}`);
}

function isAuthorized(exchange: Exchange, asked: Asked, credentials: ReadonlyMap<string, string>): boolean {
  const { user = '', password = '' } = exchange.params;
  const expected = digestResponse({
    algorithm: credentials.get('algorithm') ?? asked.algorithm,
    user,
    password,
    method: exchange.method,
    uri: exchange.target,
    body: exchange.body,
    credentials,
  });
  return credentials.get('username') === user && expected !== null && credentials.get('response') === expected;
}

/** httpbin's digest dance: state lives in the cookies `stale_after`, `last_nonce` and `fake`. */
function digestAuth(exchange: Exchange): Reply {
  const asked = readRoute(exchange);
  const needsCookie = ['1', 't', 'true'].includes(firstOf(exchange.args, 'require-cookie', '').toLowerCase());
  const credentials = readCredentials(exchange);
  const cookies = parseCookies(exchange.headers.get('cookie'));
  if (credentials === null || (needsCookie && !exchange.headers.has('cookie'))) return challenge(asked, false);
  if (needsCookie && cookies['fake'] !== 'fake_value') {
    return withHeaders(jsonReply({ errors: ['missing cookie set on challenge'] }, 403), FAKE_COOKIE);
  }
  const nonce = credentials.get('nonce') ?? '';
  const isStale = cookies['last_nonce'] === nonce || cookies['stale_after'] === '0';
  if (isStale || !isAuthorized(exchange, asked, credentials)) {
    return withHeaders(challenge(asked, isStale), cookie('last_nonce', nonce));
  }
  const granted = withHeaders(jsonReply({ authenticated: true, user: exchange.params['user'] }), FAKE_COOKIE);
  const left = cookies['stale_after'];
  if (left === undefined) return granted;
  return withHeaders(granted, cookie('stale_after', /^\d+$/.test(left) ? String(Number(left) - 1) : 'never'));
}

export const digestAuthRoutes: readonly Route[] = [
  get('/digest-auth/:qop/:user/:password', digestAuth),
  get('/digest-auth/:qop/:user/:password/:algorithm', digestAuth),
  get('/digest-auth/:qop/:user/:password/:algorithm/:staleAfter', digestAuth),
];
