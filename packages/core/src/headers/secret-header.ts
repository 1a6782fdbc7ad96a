/** Registered headers whose names sound secret but whose values are public. */
const PUBLIC: ReadonlySet<string> = new Set([
  'accept-signature',
  'access-control-allow-credentials',
  'include-referred-token-binding-id',
  'lock-token',
  'sec-token-binding',
  'signature-input',
]);

/** Secret as the whole name, with or without `X-` before it. */
const WHOLE_NAMES: ReadonlySet<string> = new Set([
  'auth',
  'authentication',
  'authorization',
  'cookie',
  'cookie2',
  'otp',
  'pwd',
  'session',
  'session-id',
  'sessionid',
  'set-cookie',
  'set-cookie2',
  'sid',
]);

/** Secret as any word of the name. */
const WORDS: ReadonlySet<string> = new Set([
  'apikey',
  'credential',
  'credentials',
  'jwt',
  'passphrase',
  'passwd',
  'password',
  'secret',
  'secrets',
  'signature',
  'token',
]);
/** Secret as the end of a word: `AccessToken`, `X-ClientSecret`. */
const ENDINGS: readonly string[] = ['apikey', 'passwd', 'password', 'secret', 'signature', 'token'];

/** Secret as the last word. */
const LAST_WORDS: ReadonlySet<string> = new Set(['auth', 'authorization', 'cookie', 'otp']);

/** Secret before the word `key`; an `Idempotency-Key`, `Surrogate-Key` or `Sec-WebSocket-Key` is not a credential. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'access',
  'account',
  'admin',
  'api',
  'app',
  'application',
  'auth',
  'client',
  'customer',
  'encryption',
  'function',
  'functions',
  'license',
  'master',
  'private',
  'secret',
  'service',
  'shared',
  'signing',
  'storage',
  'subscription',
  'user',
]);

/** Whether a header's name says that its value is a credential, which must not be shown. */
export function isSecretHeader(name: string): boolean {
  const lower = name.toLowerCase();
  if (PUBLIC.has(lower)) return false;
  if (WHOLE_NAMES.has(lower.startsWith('x-') ? lower.slice(2) : lower)) return true;
  const words = lower.split(/[-_.]/);
  const last = words.length - 1;
  if (LAST_WORDS.has(words[last] as string)) return true;
  return words.some(
    (word, i) =>
      WORDS.has(word) ||
      ENDINGS.some((ending) => word.endsWith(ending)) ||
      (word === 'key' && i > 0 && SECRET_KEYS.has(words[i - 1] as string) && !isDigestOrId(words[i + 1])),
  );
}

/** `…-Customer-Key-MD5` and `X-Api-Key-Id` only identify a key. */
const isDigestOrId = (word: string | undefined): boolean => word === 'md5' || word === 'id' || word === 'name';
