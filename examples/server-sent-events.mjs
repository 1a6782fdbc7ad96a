// Server-sent events, through lost connections:  node examples/server-sent-events.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { eventSource } from '@req/core/events';
import { Session } from '@req/requests';
import { HERE } from './server.mjs';

export async function main(baseUrl = HERE) {
  const session = new Session({ baseUrl });
  const events = eventSource(session, '/events', {
    timeout: { read: 60_000 }, // A connection that is silent for a minute is dead.
    onReconnect: ({ delay, lastEventId }) => console.log(`again in ${delay} ms, from ${lastEventId}`),
  });
  // When the connection ends, it connects again and tells the server which event was the last. A 204 ends the loop.
  for await (const { type, data, id } of events) {
    console.log(id, type, data);
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
