import { environment, fileStamp, hasFiles, homeDirectory, readFile } from '#platform';
import { RequestException } from '../errors/errors.ts';
import { type NetrcFile, parseNetrc } from './parse-netrc.ts';

interface CachedFile {
  readonly path: string;
  readonly stamp: string;
  readonly file: NetrcFile | null;
}

let cached: CachedFile | null = null;
/** `$NETRC` and home for which no file was found in this turn of the event loop; two stat calls cost microseconds. */
let absent: { readonly variable: string | undefined; readonly home: string | null } | null = null;

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

function currentFile(): NetrcFile | null {
  const variable = environment()['NETRC'];
  const home = homeDirectory();
  if (absent !== null && absent.variable === variable && absent.home === home) return null;
  for (const path of candidates(variable, home)) {
    const stamp = fileStamp(path);
    if (stamp === null) continue;
    if (cached === null || cached.path !== path || cached.stamp !== stamp) cached = { path, stamp, file: load(path) };
    return cached.file;
  }
  if (absent === null) setImmediate(forgetAbsence).unref();
  absent = { variable, home };
  return null;
}

function forgetAbsence(): void {
  absent = null;
}

function candidates(variable: string | undefined, home: string | null): readonly string[] {
  if (variable) return [variable.startsWith('~/') && home !== null ? home + variable.slice(1) : variable];
  return home === null ? [] : [`${home}/.netrc`, `${home}/_netrc`];
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
