import { environment, fileStamp, hasFiles, homeDirectory, readFile } from '#platform';
import { RequestException } from '../errors/errors.ts';
import { Absence } from '../platform/absence.ts';
import { variable } from '../platform/variable.ts';
import { underLoad } from '../send/in-flight.ts';
import { unquote } from '../url/percent-encoding.ts';
import { urlParts } from '../url/url-parts.ts';
import { type NetrcFile, parseNetrc } from './parse-netrc.ts';

interface CachedFile {
  readonly path: string;
  readonly stamp: string;
  readonly file: NetrcFile | null;
}

let cached: CachedFile | null = null;

/**
 * Looking for two files that are not there costs several microseconds, a tenth of a small request; a variable of the
 * environment a quarter of one. In a burst of requests the files are looked for every two milliseconds only, and in one
 * of many at a time the variables every quarter of a millisecond. Any other request sees a new file, or another home,
 * at once.
 */
const noFile: Absence = new Absence(2);
const noChange: Absence = new Absence(0.25);

/** Where no file was found. */
let sought: Place | null = null;

interface Place {
  readonly variable: string | undefined;
  readonly home: string | null;
}

/**
 * User and password for a host from the netrc file, as Requests' `get_netrc_auth`: `$NETRC` if that is set, else the
 * first of `~/.netrc` and `~/_netrc`. The host is compared as written, in lower case and without its port; `default`
 * serves any other; the account stands in for a missing login. A missing or malformed file gives none.
 * @throws RequestException when the file is there and cannot be read.
 */
export function netrcAuth(host: string): readonly [user: string, password: string] | null {
  if (!hasFiles || host === '') return null;
  const file = currentFile();
  const entry = file?.hosts.get(host) ?? file?.hosts.get('default');
  if (entry === undefined || (!entry.login && !entry.account && !entry.password)) return null;
  return [entry.login || entry.account, entry.password];
}

/**
 * The same for the host of a URL. A URL that names a user and no password gets none of another user's (in Requests it
 * does); one with both gets the file's all the same, as there.
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
  const now = performance.now();
  const absent = sought !== null && noFile.holds(now);
  if (noChange.holds(now) && absent && underLoad()) return null;
  const place: Place = { variable: variable(environment(), 'NETRC'), home: homeDirectory() };
  noChange.confirm(now);
  if (absent && place.variable === sought?.variable && place.home === sought?.home) return null;
  for (const path of candidates(place)) {
    const stamp = stampOf(path);
    if (stamp === null) continue;
    sought = null;
    noFile.end();
    noChange.end();
    if (cached === null || cached.path !== path || cached.stamp !== stamp) cached = { path, stamp, file: load(path) };
    return cached.file;
  }
  sought = place;
  noFile.confirm(now);
  return null;
}

function candidates({ variable, home }: Place): readonly string[] {
  if (variable) return [variable.startsWith('~/') && home !== null ? home + variable.slice(1) : variable];
  return home === null ? [] : [`${home}/.netrc`, `${home}/_netrc`];
}

/** What cannot be looked at, as in another user's home, is not there: so says Python's `os.path.exists`. */
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
