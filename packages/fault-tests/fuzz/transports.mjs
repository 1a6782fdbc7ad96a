import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';

export const TRANSPORTS = {
  undici: () => new UndiciTransport(),
  http: () => new HttpTransport(),
  'node-fetch': () => new FetchTransport(nodeFetch),
  axios: () => new AxiosTransport(),
  'built-in fetch': () => new FetchTransport(globalThis.fetch),
};

/** Number of sockets and servers open in this process. */
export const openHandles = () => process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Pipe/.test(name)).length;

/** Waits up to two seconds for `findProblem` to return `null`, and returns its last result. */
export async function eventually(findProblem) {
  const deadline = performance.now() + 2_000;
  for (;;) {
    const problem = findProblem();
    if (problem === null || performance.now() > deadline) return problem;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
