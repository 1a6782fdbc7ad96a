import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CookieJar,
  FunctionTransport,
  InvalidHeader,
  InvalidURL,
  MissingSchema,
  Request,
  RequestException,
  Session,
} from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { redirectTo } from './support/places.ts';
import { randomFrom } from './support/random.ts';

let server: ScriptServer;
let a: string;
beforeAll(async () => {
  server = await ScriptServer.start();
  a = new URL(server.origins.A).host;
});
afterAll(() => server.close());

const HOSTS = 100_000;

/** Hosts of characters that are difficult to parse: delimiters, controls, marks, private ones, lone surrogates. */
function* randomHosts(): Generator<string> {
  const pick = randomFrom(20_262_171);
  const likely = 'ab1.-_%[]:@x\u3002\u00df\u00e9xn--';
  for (let i = 0; i < HOSTS; i++) {
    let host = '';
    for (let n = 1 + pick(10); n > 0; n--) {
      if (pick(3) > 0) host += likely[pick(likely.length)];
      else
        host += String.fromCharCode([pick(0x80), pick(0x300), pick(0x10000), 0xd800 + pick(0x800)][pick(4)] as number);
    }
    yield host;
  }
}

/** Every host is parsed, or refused with an exception of req. */
async function survivesHosts(read: (url: string) => Promise<unknown>): Promise<void> {
  let parsed = 0;
  for (const host of randomHosts()) {
    const error = await read(`http://${host}/`).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error === null) parsed++;
    // Text before an @ is not a host: it may be a user name that cannot be sent.
    else if (error instanceof InvalidHeader && host.includes('@')) continue;
    else if (!(error instanceof InvalidURL) && !(error instanceof MissingSchema)) throw error;
  }
  expect(parsed).toBeGreaterThan(HOSTS / 20);
  expect(parsed).toBeLessThan(HOSTS);
}

describeRow('UR-25', () => {
  test('holds', async () => {
    const cookies = CookieJar.from({});
    const session = new Session({ transport: new FunctionTransport(() => ({})), cookies, trustEnv: false });
    session.cookies.set('a', 'b', { domain: 'a.test' });
    session.mount('http://a.test/', session.transport);
    let read = 0;
    await survivesHosts(async (url) => {
      const prepared = await session.prepareRequest(new Request('GET', url));
      session.getTransport(prepared.url);
      session.shouldStripAuth('http://a.test/', prepared.url);
      // A parsed host is parsed again with the same result.
      if (++read % 10 === 0) expect((await new Request('GET', prepared.url).prepare()).url).toBe(prepared.url);
    });
  }, 120_000);
  overTransports(async ({ transport }) => {
    let hops = 0;
    for (const host of randomHosts()) {
      // A header cannot contain a line break, and no name is looked up here.
      if (!/[[\]@:%<> ]/.test(host) || /[\r\n\0]/.test(host)) continue;
      if (++hops > 60) break;
      server.play([redirectTo(`http://${host}.invalid/`)]);
      const session = new Session({ transport, trustEnv: false, timeout: 60_000 });
      session.mount('http://', new FunctionTransport(() => ({})));
      session.mount(`http://${a}/`, transport);
      await session.get(`http://${a}/`).catch((error: unknown) => expect(error).toBeInstanceOf(RequestException));
    }
  });
  expectVulnerable('lets the errors of new URL through', () => survivesHosts(async (url) => new URL(url)));
});
