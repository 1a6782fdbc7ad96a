// Server-sent events, for days, and from where the last run ended:  node examples/events.mjs [URL] [STATE]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { eventSource } from '@req/core/events';
import { Session } from '@req/requests';

export async function main(
  url = 'https://stream.wikimedia.org/v2/stream/recentchange',
  state = 'events.id',
  retryDelay = 3_000,
) {
  const session = new Session({ timeout: { connect: 10_000, read: 60_000 } });
  const events = eventSource(session, url, {
    lastEventId: existsSync(state) ? readFileSync(state, 'utf8') : '',
    retryDelay,
    maxRetries: null, // However long the server is away.
    onReconnect: ({ error, delay }) => console.log(`again in ${delay} ms:`, error?.message ?? 'the stream ended'),
  });
  try {
    for await (const { type, data, id } of events) {
      console.log(`${type} ${data}`);
      writeFileSync(state, id); // After the event was dealt with.
    }
  } finally {
    await session.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2], process.argv[3]);
