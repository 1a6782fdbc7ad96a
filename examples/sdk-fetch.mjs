// An SDK that takes a `fetch` gets the session:  node examples/sdk-fetch.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { retry, Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';

/** What SDKs look like: `new OpenAI({ fetch })`, `new Octokit({ request: { fetch } })`. */
class Sdk {
  constructor({ baseUrl, fetch = globalThis.fetch }) {
    this.baseUrl = baseUrl;
    this.fetch = fetch;
  }

  async echo(value) {
    const response = await this.fetch(`${this.baseUrl}/anything`, { method: 'POST', body: JSON.stringify(value) });
    if (!response.ok) throw new Error(`Status ${response.status}`);
    return response.json();
  }
}

export async function main(baseUrl = 'https://httpbin.org') {
  // The session's retries, timeouts, proxies, cookies and headers hold for the SDK, too.
  const session = new Session({ transport: retry(new UndiciTransport(), { total: 2 }), headers: { 'X-App': 'mine' } });
  const sdk = new Sdk({ baseUrl, fetch: session.asFetch({ timeout: { total: 10_000 } }) });
  const { json, headers } = await sdk.echo({ hello: 'world' });
  console.log(json, headers['X-App']);
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
