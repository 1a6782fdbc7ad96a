// Runs the checks where there are files: Node, Bun, Deno, the test runners on them. Used by entries that import the packages
// in the way of the cell, and by their tests. Like checks.mjs it imports nothing of req.
import { mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './checks.mjs';

/** `packages`: the modules by name. `server`: the addresses. Writes the result to the file that `MATRIX_RESULT` names. */
export async function runOnNode(
  { requests, undici, http, fetch, axios, nodeFetch, undiciModule, axiosModule },
  server,
) {
  const temporaryFile = join(mkdtempSync(join(tmpdir(), 'req-checks-')), 'saved.bin');
  let n = 0;
  const environment = {
    ...server,
    lib: requests,
    browser: false,
    readFile,
    get temporaryFile() {
      return `${temporaryFile}.${n++}`;
    },
  };
  const with_ = undiciModule === undefined ? {} : { undici: undiciModule };
  const transports = [
    { name: 'undici', make: (options) => new undici.UndiciTransport({ ...with_, ...options }) },
    { name: 'http', make: () => new http.HttpTransport() },
    { name: 'node-fetch', make: () => new fetch.FetchTransport(nodeFetch) },
    { name: 'fetch', make: () => new fetch.FetchTransport(globalThis.fetch) },
    { name: 'axios', make: () => new axios.AxiosTransport() },
    { name: 'axios instance', make: () => new axios.AxiosTransport(axiosModule.create()) },
  ];
  const only = process.env.MATRIX_TRANSPORTS?.split(',');
  const given = { 'node-fetch': nodeFetch, 'axios instance': axiosModule };
  const results = await runChecks({
    environment,
    transports: transports.filter(
      ({ name }) => (only?.includes(name) ?? true) && (!(name in given) || given[name] !== undefined),
    ),
  });
  if (process.env.MATRIX_RESULT) await writeFile(process.env.MATRIX_RESULT, JSON.stringify(results));
  return results;
}
