import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';

export const TRANSPORTS = {
  undici: () => new UndiciTransport(),
  'node-fetch': () => new FetchTransport(),
  axios: () => new AxiosTransport(),
  'built-in fetch': () => new FetchTransport(globalThis.fetch),
};

/** Sockets and servers that this process has open. */
export const openHandles = () => process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Pipe/.test(name)).length;

/** `null` as soon as `holds` does, within two seconds; else what it says. */
export async function soon(says) {
  const deadline = performance.now() + 2_000;
  for (;;) {
    const wrong = says();
    if (wrong === null || performance.now() > deadline) return wrong;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
