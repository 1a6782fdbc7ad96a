import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptServer } from '@req/transport-conformance';

/** Resolves when the connections of the requests so far are closed: who kept one has seen that it is gone. */
export async function closed(server: ScriptServer): Promise<void> {
  for (const { connection } of server.requests) {
    for (let turn = 0; server.isOpen(connection) && turn < 30_000; turn++) await sleep(2);
  }
  await sleep(1);
}
