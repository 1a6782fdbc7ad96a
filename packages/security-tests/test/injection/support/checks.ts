import { expect } from '@jest/globals';
import type { Ask, Client } from './client.ts';
import { type Head, readBytes, type WireServer } from './wire-server.ts';

type Kind = abstract new (...args: never[]) => Error;

/** The request that `client` sends, after checking that the server received one request line and no second request. */
export async function sentOnce(server: WireServer, client: Client, ask: Ask): Promise<Head> {
  await client(ask);
  const bytes = await server.take();
  expect(bytes.match(/ HTTP\/1\.1\r\n/g) ?? []).toHaveLength(1);
  expect(bytes).not.toMatch(/^x-injected:/im);
  return readBytes(bytes);
}

/** The error that `client` fails with, after checking that it did not even connect. */
export async function refused(server: WireServer, client: Client, ask: Ask, kind: Kind): Promise<Error> {
  const before = server.connections;
  const error = await client(ask).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(await server.take()).toBe('');
  expect(server.connections).toBe(before);
  expect(error).toBeInstanceOf(kind);
  return error as Error;
}
