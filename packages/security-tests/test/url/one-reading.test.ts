import { parse } from 'node:url';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { FunctionTransport, InvalidURL, type PreparedRequest, Request, RequestException, Session } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { joinStrings } from '../injection/support/client.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { behindLastAt, type Client, over, whatwg } from './support/client.ts';
import { arrived, reaches, redirectTo, refusesEach, refusesLocations } from './support/places.ts';
import { randomFrom } from './support/random.ts';

let server: ScriptServer;
/** `127.0.0.1:port` of two servers. */
let a: string;
let b: string;
beforeAll(async () => {
  server = await ScriptServer.start();
  a = new URL(server.origins.A).host;
  b = new URL(server.origins.B).host;
});
afterAll(() => server.close());

/** The requests that redirects of A lead to, as `place target` each. */
async function follows(client: Client, location: string): Promise<string[]> {
  server.play([redirectTo(location)]);
  await client(`http://${a}/from`);
  return (await arrived(server)).slice(1);
}

/** A URL with a backslash leads where the WHATWG parser says, or nowhere. */
async function readsBackslashes(client: Client): Promise<void> {
  await reaches(server, client, [`http://${a}\\@${b}/`, `A /%5C@${b}/`]);
  await reaches(server, client, [`http://${a}\\.${b}/`, `A /%5C.${b}/`]);
  const urls = [`http:\\\\${b}/`, `http:/\\${b}/`, `http:\\/${b}/`, `http://\\${b}/`, `http://\\\\${b}/`];
  await refusesEach(server, client, { urls, kind: InvalidURL });
}

/** A backslash in a Location leads to no other host. */
async function staysWithBackslashes(client: Client): Promise<void> {
  const urls = [`http://${a}\\@${b}/`, `http://${b}\\.evil.test/`, `//${a}\\@${b}/`];
  await refusesLocations(server, client, { urls, kind: InvalidURL });
  for (const location of [`\\\\${b}/`, `/\\${b}/`, `\\/${b}/`, `http:\\\\${b}/`, `http:/\\${b}/`]) {
    const reached = await follows(client, location);
    expect([location, reached.map((each) => each[0])]).toEqual([location, ['A']]);
  }
}

describeRow('UR-04', () => {
  overTransports(async ({ transport }) => {
    await readsBackslashes(over(transport));
    await staysWithBackslashes(over(transport));
  });
  expectVulnerable('takes the text after the @ for the host', () => readsBackslashes(behindLastAt));
  expectVulnerable('follows Locations by the WHATWG rules', () => staysWithBackslashes(whatwg));
});

/** Parts of hosts, and characters that confuse parsers. */
const PIECES = [
  'a.test',
  'b.test',
  '127.0.0.1',
  '80',
  ':',
  '@',
  '/',
  '\\',
  '?',
  '#',
  '[',
  ']',
  '%',
  '%2f',
  '%40',
  ';',
  '&',
];
const ODD = [
  ' ',
  '\t',
  '\n',
  '\0',
  '\u3002',
  '\uff0f',
  '\uff20',
  '\u2100',
  '::1',
  '..',
  '.',
  '*',
  '|',
  '^',
  'é',
  '_',
  '!',
];

/** `connected` returns the host that a client connects to; two interpretations must not lead to two hosts. */
async function readsAsWhatwg(connected: (url: string) => Promise<string | null>): Promise<void> {
  const pick = randomFrom(20_261_124);
  let compared = 0;
  for (let i = 0; i < 10_000; i++) {
    let url = 'http://';
    for (let n = 1 + pick(7); n > 0; n--) url += pick(3) === 0 ? ODD[pick(ODD.length)] : PIECES[pick(PIECES.length)];
    const host = await connected(url);
    if (host === null || !URL.canParse(url)) continue;
    compared++;
    expect([url, canonical(host)]).toEqual([url, new URL(url).host]);
  }
  expect(compared).toBeGreaterThan(500);
}

const canonical = (host: string): string => (URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).host : host);

describeRow('UR-06', () => {
  overTransports(
    async ({ transport }) => {
      await readsBackslashes(over(transport));
      let asked = '';
      const seen = new FunctionTransport(({ url }) => {
        asked = url;
        return {};
      });
      const session = new Session({ transport: seen, trustEnv: false });
      await readsAsWhatwg(async (url) => {
        try {
          await session.get(url);
        } catch (error) {
          expect(error).toBeInstanceOf(RequestException);
          return null;
        }
        return /^http:\/\/([^/?]*)/.exec(asked)?.[1] ?? '';
      });
    },
    ['undici'],
  );
  overTransports(
    ({ transport }) => readsBackslashes(over(transport)),
    ['http', 'node-fetch', 'axios', 'built-in fetch'],
  );
  expectVulnerable('ends the authority at a slash alone', () =>
    readsAsWhatwg(async (url) => /^http:\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(url)?.[1] ?? null),
  );
});

describeRow('UR-07', () => {
  const unreadable = (): string[] => [
    `http://${b} x/`,
    `http://${b}:80/`,
    `http://[${b}/`,
    'http://[::1',
    'http://a.test:99999/',
    'http://%zz/',
    'http://a%2fb.test/',
    'http://a b.test/',
    `http://[${b}]/`,
    'http://a.test:x/',
  ];
  const refusesUnreadable = (client: Client): Promise<void> =>
    refusesLocations(server, client, { urls: unreadable(), kind: InvalidURL });
  overTransports(({ transport }) => refusesUnreadable(over(transport)));
  expectVulnerable('falls back to url.parse', () =>
    refusesUnreadable(async (url) => {
      const response = await fetch(url, { redirect: 'manual' });
      const location = response.headers.get('location') ?? '';
      const { hostname, port } = URL.canParse(location) ? new URL(location) : parse(location);
      await fetch(`http://${hostname}:${port}/`);
    }),
  );
});

describeRow('UR-10', () => {
  async function keepsHost(client: Client): Promise<void> {
    await reaches(server, client, [`http://${a}//${b}/x`, `A //${b}/x`]);
    await reaches(server, client, [`http://${a}/.//${b}/x`, `A //${b}/x`]);
    await reaches(server, client, [`http://${a}/x/..//${b}/x`, `A //${b}/x`]);
    for (const location of [`.//${b}/x`, `/.//${b}/x`, '?y', '#f', 'x']) {
      server.play([redirectTo(location)]);
      await client(`http://${a}//${b}/`);
      const places = (await arrived(server)).map((each) => each[0]);
      expect([location, places]).toEqual([location, ['A', 'A']]);
    }
  }
  overTransports(async ({ transport }) => {
    await keepsHost(over(transport));
    const session = new Session({ transport, trustEnv: false, baseUrl: `http://${a}` });
    await reaches(server, (path) => session.get(path), [`//${b}/x`, `A /${b}/x`]);
    const prepared = await new Request('GET', new URL(`http://${a}//${b}/x`)).prepare();
    expect([prepared.url, prepared.pathUrl]).toEqual([`http://${a}//${b}/x`, `//${b}/x`]);
  });
  expectVulnerable('resolves the path anew against the origin', () =>
    keepsHost(async (url) => {
      const { pathname, origin } = new URL(url);
      await fetch(new URL(pathname, origin));
    }),
  );
});

/** Text that must stay within its component. */
const ESCAPES = ['#@', '/../..', `?x`, '&b=c', '@evil.test', '\\', '\r\n', '\0', ' HTTP/1.1', '%', '\ud800'];

describeRow('UR-01', () => {
  /** `ask` sends `text` as the value of a parameter. */
  async function keepsComponents(ask: (text: string) => Promise<unknown>): Promise<void> {
    for (const text of ESCAPES) {
      server.play([]);
      await ask(text);
      const [target = ''] = (await arrived(server)).map((each) => each.slice(2));
      const url = new URL(target, server.origins.A);
      expect([text, url.pathname, [...url.searchParams]]).toEqual([
        text,
        '/p',
        [['q', text.replace('\ud800', '\ufffd')]],
      ]);
      expect(server.requests.map(({ at }) => at)).toEqual(['A']);
    }
  }
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    await keepsComponents((text) => session.get(`http://${a}/p`, { params: { q: text } }));
    await keepsComponents((text) => {
      session.params = { q: text };
      return session.get(`http://${a}/p`);
    });
    session.params = null;
    // Every option that takes a URL parses it, and refuses what is not valid.
    const malformed = ['http://a b/', 'http://[x/', 'http://a:b/', `http://${a}\r\n/`, 'http:///x', 'http://'];
    for (const url of malformed) {
      const auth = (request: PreparedRequest): void => {
        request.url = url;
      };
      const rebased = new Session({ transport, trustEnv: false, baseUrl: url });
      server.play([]);
      await expect(session.get(`http://${a}/`, { auth })).rejects.toThrow(InvalidURL);
      await expect(rebased.get('x')).rejects.toThrow(InvalidURL);
      expect([url, await arrived(server)]).toEqual([url, []]);
    }
    // The result is parsed as it was written.
    for (const text of ESCAPES) {
      const { url } = await new Request('GET', `http://u${text}:p@h.test:81/p`, { params: { q: text } })
        .prepare()
        .catch((error: unknown) => {
          expect(error).toBeInstanceOf(RequestException);
          return { url: '' };
        });
      if (url !== '') expect(await new Request('GET', url).prepare()).toHaveProperty('url', url);
    }
  });
  expectVulnerable('joins a URL from strings', () =>
    keepsComponents((q) => joinStrings({ url: `http://${a}/p`, options: { params: { q } } })),
  );
});
