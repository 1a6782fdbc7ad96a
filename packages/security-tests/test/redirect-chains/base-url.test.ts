import { afterAll, beforeAll, expect } from '@jest/globals';
import { RequestException, type SessionOptions, type Transport } from '@req/core';
import { type Client, clientOver } from '../redirect-credentials/support/client.ts';
import { Lab, values } from '../redirect-credentials/support/lab.ts';
import { keepsAll, vulnerableClient } from '../redirect-credentials/support/vulnerable-client.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: false });
});
afterAll(() => lab.close());

/** Host and port of the base, and of hosts that could be mistaken for it. */
const here = (): string => `127.0.0.1:${lab.port}`;
const there = (): string => `localhost:${lab.otherPort}`;

const withBase = (): Partial<SessionOptions> => ({
  baseUrl: `http://${here()}/v1`,
  auth: ['user', 's3cret'],
  headers: { 'X-Api-Key': 's3cret', Cookie: 'sid=s3cret', 'X-Plain': '1' },
  params: { api_key: 's3cret' },
});

/** A client with a session, which is given each URL in the forms in which callers write it. */
const below = (transport: Transport, options = withBase()): Client => clientOver(transport, lab, options);

/** Texts that some parsers resolve to another host, made from that host. */
const ELSEWHERE: readonly ((host: string) => string)[] = [
  (host) => `http://${host}/x`,
  (host) => `HTTP://${host}/x`,
  (host) => ` http://${host}/x`,
  (host) => `http://${here()}@${host}/x`,
  (host) => `http://${host}\\@${here()}/x`,
  (host) => `http://${host}\\/@${here()}/x`,
  (host) => `http:\\\\${host}/x`,
  (host) => `http:/${host}/x`,
  (host) => `http:${host}/x`,
];
const PROTOCOL_RELATIVE: readonly ((host: string) => string)[] = [
  (host) => `//${host}/x`,
  (host) => `///${host}/x`,
  (host) => `/\\${host}/x`,
  (host) => `\\/${host}/x`,
  (host) => `\\\\${host}/x`,
  (host) => ` //${host}/x`,
  (host) => `/\t/${host}/x`,
];

/** Only the base receives anything that belongs to it. */
async function keepsToItsBase(client: Client, texts: readonly ((host: string) => string)[]): Promise<void> {
  lab.clear();
  for (const text of texts) {
    await client(text(there())).catch((error) => expect(error).toBeInstanceOf(RequestException));
  }
  const elsewhere = lab.seen.filter(({ authority }) => authority !== here());
  for (const seen of elsewhere)
    expect([seen.line, JSON.stringify(seen)]).toEqual([seen.line, expect.not.stringContaining('s3cret')]);
  // User and password of the URL go to the host that it names.
  const ofTheBase = `Basic ${btoa('user:s3cret')}`;
  for (const seen of elsewhere) expect(values(seen, 'Authorization')).not.toContain(ofTheBase);
}

/** Nor is any other host contacted. */
async function asksItsBaseAlone(client: Client): Promise<void> {
  lab.clear();
  for (const text of PROTOCOL_RELATIVE) {
    await client(text(there()));
    expect([text('x'), lab.seen.at(-1)?.authority]).toEqual([text('x'), here()]);
    expect(lab.seen.at(-1)?.line).toMatch(/^\/v1\//);
  }
  expect(lab.seen).toHaveLength(PROTOCOL_RELATIVE.length);
}

/** Joins as `new URL` does, and sends everything to the result. */
const joinsUrls: Client = (url) =>
  vulnerableClient(keepsAll)(new URL(url, `http://${here()}/v1/`).href, { auth: ['user', 's3cret'] });

describeRow(['RC-14', 'RC-17'], () => {
  overTransports(async ({ transport }) => {
    const client = below(transport);
    await client('/x');
    expect(lab.seen.at(-1)?.line).toBe('/v1/x?api_key=s3cret');
    expect(values(lab.seen.at(-1), 'X-Api-Key')).toEqual(['s3cret']);
    await keepsToItsBase(client, ELSEWHERE);
    expect(lab.seen.map(({ authority }) => authority)).toContain(there());
    await asksItsBaseAlone(client);
    // A cookie that no host has received yet belongs to the base.
    const unbound = below(transport, { baseUrl: `http://${here()}/`, cookies: { sid: 's3cret' } });
    await keepsToItsBase(unbound, ELSEWHERE);
    await unbound('/x');
    expect(values(lab.seen.at(-1), 'Cookie')).toEqual(['sid=s3cret']);
  });
  expectVulnerable('sends what belongs to the base to any absolute URL', () => keepsToItsBase(joinsUrls, ELSEWHERE));
});

describeRow('RC-15', () => {
  overTransports(({ transport }) => asksItsBaseAlone(below(transport)));
  expectVulnerable('takes two slashes for a host', () => asksItsBaseAlone(joinsUrls));
});

describeRow('RC-18', () => {
  /** The same text as an object with `toString`. */
  const asObjects =
    (client: Client): Client =>
    (text) =>
      client({ toString: () => text } as string);
  overTransports(async ({ transport }) => {
    const client = below(transport);
    await asksItsBaseAlone(client);
    await asksItsBaseAlone(asObjects(client));
    // A URL object is absolute.
    await keepsToItsBase((url) => client(new URL(url) as unknown as string), [(host) => `http://${host}/x`]);
    expect(lab.seen.map(({ authority }) => authority)).toEqual([there()]);
  });
  expectVulnerable('looks for two slashes in strings only', () =>
    asksItsBaseAlone(
      asObjects((url) => {
        const safe = typeof url === 'string' ? (url as string).replace(/^\/+/, '/') : url;
        return joinsUrls(safe);
      }),
    ),
  );
});

/** A path that looks like a host is a path. */
async function pathsArePaths(client: Client): Promise<void> {
  lab.clear();
  const paths = [`//${there()}/x`, `/http://${there()}/x`, `///${there()}/x`];
  for (const path of paths) await client(`http://${here()}${path}`);
  expect(lab.seen.map(({ authority, line }) => [authority, line])).toEqual(paths.map((path) => [here(), path]));
}

describeRow('RC-16', () => {
  overTransports(({ transport }) => pathsArePaths(clientOver(transport, lab)));
  expectVulnerable('resolves the path against the origin', () =>
    pathsArePaths(async (url) => {
      const { origin } = new URL(url);
      await (await fetch(new URL(url.slice(origin.length), origin))).text();
    }),
  );
});
