import type { Json } from '../cases/case.ts';
import type { Random } from './random.ts';

const USERS = ['user', 'a b', 'u@host', 'x/y', 'q"q', '', 'per%63ent'];
const PASSWORDS = ['pass', 'p:w', '', 's p', '"', 'p@ss/w#rd', '%41', '\u00e9t\u00e9'];

/** `auth` for Basic authentication, or a custom one that sets headers. */
export function simpleAuth(random: Random): Json {
  const user = random.pick(USERS);
  const pass = random.pick(PASSWORDS);
  return random.choose<Json>([
    [3, () => [user, pass]],
    [1, () => ({ $auth: 'basic', user, pass })],
    [0.5, () => ({ $auth: 'proxy', user, pass })],
    [1, () => ({ $auth: 'custom', headers: { 'X-Signed': 'yes', Authorization: 'Own t' } })],
  ]);
}

export function digestAuth(random: Random): Json {
  return {
    $auth: 'digest',
    user: random.pick(['user', 'Mufasa', 'j\u00f6rg']),
    pass: random.pick(['pass', 'Circle of Life']),
  };
}

const ALGORITHMS = [null, 'MD5', 'SHA-256', 'SHA-512', 'SHA', 'MD5-sess', 'md5', 'sha-256'];

/** The value of a `WWW-Authenticate` header with a digest challenge. */
export function digestChallenge(random: Random): string {
  const algorithm = random.pick(ALGORITHMS);
  const parts = [
    `realm="${random.pick(['me@kennethreitz.com', 'a b', 'r, s=t', ''])}"`,
    `nonce="${random.pick(['dcd98b7102dd2f0e', 'n+/=', 'AAAA:1'])}"`,
    ...(algorithm === 'MD5-sess' || random.chance(0.7)
      ? [`qop=${random.pick(['"auth"', '"auth,auth-int"', 'auth'])}`]
      : []),
    ...(random.chance(0.5) ? ['opaque="5ccc069c"'] : []),
    ...(algorithm === null ? [] : [`algorithm=${random.chance(0.5) ? algorithm : `"${algorithm}"`}`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** User name and password as userinfo of a URL. */
export function userinfo(random: Random): string {
  return random.pick(['user:pass', 'us%40er:p%3Aw', 'user:', 'user', ':pass', 'a%20b:c+d', 'u:%C3%A9']);
}

export function netrc(random: Random): string {
  const entry = 'machine 127.0.0.1 login nuser password npass\n';
  return random.pick([entry, `machine other.test login x password y\n${entry}`, 'default login d password e\n']);
}
