import { unquote } from '../lang/percent-encoding.ts';

const SECRET_WORD =
  /token|secret|password|passwd|passphrase|signature|credential|api[_-]?key|access[_-]?key|private[_-]?key/i;
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'key',
  'sig',
  'auth',
  'code',
  'pwd',
  'pass',
  'jwt',
  'session',
  'sessionid',
  'session_id',
  'jsessionid',
  'phpsessid',
  'sid',
]);
/** Longer names are not decoded, and match only by the words in them. */
const LONGEST_NAME = 256;

/** Whether a parameter's name, percent-encoded or not, says that its value is a secret. */
export function isSecretName(name: string): boolean {
  const text = name.includes('%') && name.length <= LONGEST_NAME ? unquote(name) : name;
  if (SECRET_WORD.test(text)) return true;
  if (text.length > LONGEST_NAME) return false;
  return text
    .toLowerCase()
    .split(/[[\].]/)
    .some((part) => SECRET_NAMES.has(part));
}
