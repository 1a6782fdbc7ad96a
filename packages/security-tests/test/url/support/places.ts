import { expect } from '@jest/globals';
import type { ScriptServer } from '@req/transport-conformance';
import type { Client } from './client.ts';

type Kind = abstract new (...args: never[]) => Error;

/** The requests received, as `place target`. */
export async function arrived(server: ScriptServer): Promise<string[]> {
  await server.settled();
  return server.requests.map(({ at, line }) => `${at} ${line.split(' ')[1]}`);
}

/** Expects the requests in `expected`, and no others. */
export async function reaches(
  server: ScriptServer,
  client: Client,
  [url, expected]: readonly [string, string],
): Promise<void> {
  server.play([]);
  await client(url);
  expect(await arrived(server)).toEqual([expected]);
  const { host } = new URL(server.origins[expected[0] as 'A' | 'B']);
  const hosts = server.requests[0]?.headers.filter(([name]) => name.toLowerCase() === 'host');
  expect(hosts?.map(([, value]) => value)).toEqual([host]);
}

/** Expects a refusal before anything is sent. */
export async function refusesEach(
  server: ScriptServer,
  client: Client,
  { urls, kind }: { readonly urls: readonly string[]; readonly kind: Kind },
): Promise<void> {
  for (const url of urls) {
    server.play([]);
    const error = await client(url).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect([url, await arrived(server)]).toEqual([url, []]);
    expect(error).toBeInstanceOf(kind);
  }
}

/** Expects a refusal when a server redirects there: only the first request is received. */
export async function refusesLocations(
  server: ScriptServer,
  client: Client,
  { urls, kind }: { readonly urls: readonly string[]; readonly kind: Kind },
): Promise<void> {
  for (const url of urls) {
    server.play([redirectTo(url)]);
    const error = await client(`${server.origins.A}/from`).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect([url, await arrived(server)]).toEqual([url, ['A /from']]);
    expect(error).toBeInstanceOf(kind);
  }
}

export function redirectTo(location: string): { raw: string } {
  // One character for each byte.
  const bytes = Buffer.from(location).toString('latin1');
  return { raw: `HTTP/1.1 302 Found\r\nLocation: ${bytes}\r\nContent-Length: 0\r\n\r\n` };
}
