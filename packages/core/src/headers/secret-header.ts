/** Headers of the IANA registry whose names have a word of secrets in them and whose values are public. */
const PUBLIC: ReadonlySet<string> = new Set([
  'accept-signature',
  'access-control-allow-credentials',
  'include-referred-token-binding-id',
  'lock-token',
  'sec-token-binding',
  'signature-input',
]);

/** Names that are no more than one of these words, whether or not they begin with `X-`. */
const WHOLE: ReadonlySet<string> = new Set([
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

/** Words that make a secret of the header wherever they stand. */
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
/** Words that such words are written together with: `AccessToken`, `X-ClientSecret`. */
const ENDINGS: readonly string[] = ['apikey', 'passwd', 'password', 'secret', 'signature', 'token'];

/** Last words that do so. */
const LAST_WORDS: ReadonlySet<string> = new Set(['auth', 'authorization', 'cookie', 'otp']);

/** Keys that open something; an `Idempotency-Key`, a `Surrogate-Key` or a `Sec-WebSocket-Key` opens nothing. */
const KEYS: ReadonlySet<string> = new Set([
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

/** Whether the value of a header is a credential by its name, and so is never shown. */
export function isSecretHeader(name: string): boolean {
  const lower = name.toLowerCase();
  if (PUBLIC.has(lower)) return false;
  if (WHOLE.has(lower.startsWith('x-') ? lower.slice(2) : lower)) return true;
  const words = lower.split(/[-_.]/);
  const last = words.length - 1;
  if (LAST_WORDS.has(words[last] as string)) return true;
  return words.some(
    (word, i) =>
      WORDS.has(word) ||
      ENDINGS.some((ending) => word.endsWith(ending)) ||
      (word === 'key' && i > 0 && KEYS.has(words[i - 1] as string) && !isDigestOrId(words[i + 1])),
  );
}

/** `…-Customer-Key-MD5` and `X-Api-Key-Id` name a key without being it. */
const isDigestOrId = (word: string | undefined): boolean => word === 'md5' || word === 'id' || word === 'name';
