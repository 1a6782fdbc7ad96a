import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptServer } from '@req/transport-conformance';

/** Resolves once the connections of all requests so far are closed, and a client that pooled one has noticed. */
export async function closed(server: ScriptServer): Promise<void> {
  for (const { connection } of server.requests) {
    for (let turn = 0; server.isOpen(connection) && turn < 30_000; turn++) await sleep(2);
  }
  await sleep(1);
}
