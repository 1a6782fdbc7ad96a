// JSON Lines (NDJSON), record by record:  node examples/ndjson.mjs [BASE]
import { pathToFileURL } from 'node:url';
import requests from '@req/requests';
import { HERE } from './server.mjs';

export async function main(baseUrl = HERE) {
  const r = await requests.get(`${baseUrl}/users.ndjson`, { stream: true });
  r.raiseForStatus();
  for await (const user of r.iterJson()) {
    console.log(user.id, user.name);
  }

  // And the other way round: records that are sent as they are made.
  async function* records() {
    for (let id = 0; id < 3; id++) yield `${JSON.stringify({ id })}\n`;
  }
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const { statusCode } = await requests.post(`${baseUrl}/import`, { data: records(), headers });
  console.log('imported:', statusCode);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
