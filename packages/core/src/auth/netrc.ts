import { environment, fileStamp, homeDirectory, readFile } from '#platform';
import { RequestException } from '../errors/errors.ts';
import { memoizeLast } from '../lang/memoize-last.ts';
import { unquote } from '../lang/percent-encoding.ts';
import { variable } from '../platform/variable.ts';
import { urlParts } from '../url/url-parts.ts';
import { type NetrcFile, parseNetrc } from './parse-netrc.ts';

interface CachedFile {
  readonly path: string;
  readonly stamp: string;
  readonly file: NetrcFile | null;
}

let cached: CachedFile | null = null;

/**
 * User and password for a host from the netrc file, as Requests' `get_netrc_auth`: `$NETRC` if it is set, else the first
 * of `~/.netrc` and `~/_netrc`. The host is compared as written, in lower case and without its port; `default` matches any
 * other host; the account replaces a missing login. A missing or malformed file counts as empty. Variables and files are
 * looked up at each call, so a change applies from the next request on; an unchanged file is not read again.
 * @throws RequestException when the file exists and cannot be read
 */
export function netrcAuth(host: string): readonly [user: string, password: string] | null {
  if (host === '') return null;
  const file = currentFile();
  const entry = file?.hosts.get(host) ?? file?.hosts.get('default');
  if (entry === undefined || (!entry.login && !entry.account && !entry.password)) return null;
  return [entry.login || entry.account, entry.password];
}

/**
 * The same for the host of a URL. A URL with a user name and no password does not get the password of another user, as it
 * would in Requests; a URL with both still gets the file's, as in Requests.
 */
export function netrcAuthFor(url: string): readonly [user: string, password: string] | null {
  const parts = urlParts(url);
  const host = parts?.host ?? '';
  const auth = netrcAuth(host.startsWith('[') ? host.slice(1, -1) : host);
  if (auth === null || parts === null || parts.userinfo === null) return auth;
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(parts.userinfo) ?? [];
  return user !== '' && password === '' && unquote(user) !== auth[0] ? null : auth;
}

function currentFile(): NetrcFile | null {
  for (const path of candidates()) {
    const stamp = stampOf(path);
    if (stamp === null) continue;
    if (cached === null || cached.path !== path || cached.stamp !== stamp) cached = { path, stamp, file: load(path) };
    return cached.file;
  }
  return null;
}

function candidates(): readonly string[] {
  const named = variable(environment(), 'NETRC');
  const home = homeDirectory();
  if (named) return [named.startsWith('~/') && home !== null ? home + named.slice(1) : named];
  return home === null ? [] : filesIn(home);
}

const filesIn: (home: string) => readonly string[] = memoizeLast((home) => [`${home}/.netrc`, `${home}/_netrc`]);

/** As for Python's `os.path.exists`, a file that may not be looked up, as in another user's home, does not exist. */
function stampOf(path: string): string | null {
  try {
    return fileStamp(path);
  } catch {
    return null;
  }
}

function load(path: string): NetrcFile | null {
  let bytes: Uint8Array;
  try {
    bytes = readFile(path);
  } catch (cause) {
    throw new RequestException(`The netrc file ${path} cannot be read.`, { cause });
  }
  return parseNetrc(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}
