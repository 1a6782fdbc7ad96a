import type net from 'node:net';
import { afterEach } from '@jest/globals';
import { UndiciTransport, type UndiciTransportOptions } from '@req/transport-undici';
import { RawServer, type Respond } from './raw-server.ts';

const open: { close(): Promise<void> }[] = [];

/** Closes, after each test, what `serve`, `transport` and `keep` have opened. Call it once in a file. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
}

export async function serve(respond: Respond | string, server?: net.Server): Promise<RawServer> {
  const started = await RawServer.start(respond, server);
  open.push({ close: () => started.stop() });
  return started;
}

export function transport(options?: UndiciTransportOptions): UndiciTransport {
  const made = new UndiciTransport(options);
  open.push(made);
  return made;
}

/** Closes it after the test. */
export function keep<T extends { close(): Promise<void> }>(opened: T): T {
  open.push(opened);
  return opened;
}
