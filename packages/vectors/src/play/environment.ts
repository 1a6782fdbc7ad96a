import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cleanup } from '../values/cleanup.ts';

/** Unset before every case, in lower and upper case. */
const UNSET = [
  'http_proxy',
  'https_proxy',
  'ftp_proxy',
  'ws_proxy',
  'wss_proxy',
  'socks_proxy',
  'all_proxy',
  'no_proxy',
  'netrc',
  'request_method',
  'requests_ca_bundle',
  'curl_ca_bundle',
];

/** Creates an empty home directory, which `cleanup` removes. */
export function makeHome(cleanup: Cleanup): string {
  const home = mkdtempSync(join(tmpdir(), 'req-home-'));
  cleanup.add(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Writes files into the home directory. */
export function writeHomeFiles(home: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Sets the variables of a case and HOME, and unsets the others that Requests reads. */
export function setEnvironment(env: Readonly<Record<string, string>>, home: string, cleanup: Cleanup): void {
  const before = new Map<string, string | undefined>();
  const set = (name: string, value: string | undefined): void => {
    if (!before.has(name)) before.set(name, process.env[name]);
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const name of UNSET) {
    set(name, undefined);
    set(name.toUpperCase(), undefined);
  }
  set('HOME', home);
  for (const [name, value] of Object.entries(env)) set(name, value);
  cleanup.add(() => {
    for (const name of before.keys()) set(name, before.get(name));
  });
}
