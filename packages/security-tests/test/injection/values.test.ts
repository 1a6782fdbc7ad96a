import { afterAll, beforeAll, expect } from '@jest/globals';
import { HeaderMap, InvalidHeader, RequestException, type RequestOptions, Session, type Transport } from '@req/core';
import { transportRequest } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { refused, sentOnce } from './support/checks.ts';
import { type Client, exchange, joinStrings, over } from './support/client.ts';
import { LINES, refusesFields, refusesValues } from './support/fields.ts';
import { WireServer } from './support/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const url = (): string => `${server.origin}/`;
const LINE = '\r\nX-Injected: 1';

describeRow('IN-07', () => {
  // The low bytes of these characters are CR and LF.
  const FOLDED = 'a\u010d\u010aX-Injected: 1';
  async function foldsNothing(client: Client): Promise<void> {
    const { line } = await sentOnce(server, client, { url: `${url()}\u010d\u010a` });
    expect(line).toBe('GET /%C4%8D%C4%8A HTTP/1.1');
    await refusesFields(server, client, [['X-A', FOLDED]]);
    await refused(server, client, { url: url(), method: 'GET\u010a' }, TypeError);
  }
  overTransports(async ({ transport }) => {
    await foldsNothing(over(transport));
    for (const init of [{ url: `${url()}${FOLDED}` }, { url: url(), method: 'GET\u010a' }]) {
      await harmless(transport.send(transportRequest(init)));
    }
    const session = new Session({ transport, trustEnv: false });
    session.headers.set('X-A', FOLDED);
    await expect(session.get(url())).rejects.toThrow(InvalidHeader);
  });
  expectVulnerable('writes the low byte of each character', () => foldsNothing(joinStrings));
});

/** A transport called directly refuses with core's message, or sends one request with nothing added. */
async function harmless(sending: Promise<unknown>): Promise<void> {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error !== null) expect(error).toBeInstanceOf(RequestException);
  const bytes = await server.take();
  expect(bytes).not.toMatch(/^x-injected:/im);
  expect((bytes.match(/\n/g) ?? []).length).toBe((bytes.match(/\r\n/g) ?? []).length);
  expect((bytes.match(/ HTTP\/1\.1\r\n/g) ?? []).length).toBeLessThan(2);
}

describeRow('IN-08', () => {
  async function refusesInCore(client: Client): Promise<void> {
    await refusesValues(server, client);
    await refused(server, client, { url: url(), method: `GET${LINE}` }, TypeError);
    const { line } = await sentOnce(server, client, { url: `${url()}${LINE}` });
    expect(line).toBe('GET /%0D%0AX-Injected:%201 HTTP/1.1');
  }
  async function refusesByItself(transport: Pick<Transport, 'send'>): Promise<void> {
    const plain = transportRequest({ url: url() });
    const hostile = [
      { ...plain, method: `GET${LINE}` },
      { ...plain, method: `GET / HTTP/1.1${LINE}\r\n\r\nGET` },
      { ...plain, url: `${url()}${LINE}` },
      { ...plain, url: `${url()} HTTP/1.1${LINE}` },
      { ...plain, url: `${server.origin}${LINE}/` },
      { ...plain, headers: HeaderMap.fromFlat(['X-A', `a${LINE}`]) },
      { ...plain, headers: HeaderMap.fromFlat(['Host', `a${LINE}`]) },
      { ...plain, headers: HeaderMap.fromFlat([`X-A: a${LINE}`, 'a']) },
    ];
    for (const request of hostile) await harmless(transport.send(request));
  }
  overTransports(async ({ transport }) => {
    await refusesInCore(over(transport));
    await refusesByItself(transport);
  });
  expectVulnerable('joins the head from strings', () => refusesInCore(joinStrings));
  expectVulnerable('is a transport that does so', () =>
    refusesByItself({
      send: async (request) => (await joinStrings({ ...request, options: { headers: request.headers } })) as never,
    }),
  );
});

describeRow('IN-11', () => {
  const UPGRADE = `websocket${LINE}`;
  /** No option of a client is sent: neither one of the call nor one of the transport request. */
  async function addsNothing(send: (extra: object) => Promise<unknown>): Promise<void> {
    await send({ upgrade: UPGRADE, expectContinue: true, origin: UPGRADE, servername: UPGRADE, path: `/${UPGRADE}` });
    const bytes = await server.take();
    expect(bytes).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(bytes).not.toMatch(/^(?:x-injected|upgrade|expect):/im);
  }
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    await expect(session.get(url(), { upgrade: UPGRADE } as object)).rejects.toThrow(TypeError);
    await refused(server, over(transport), { url: url(), options: { headers: { Upgrade: UPGRADE } } }, InvalidHeader);
    await addsNothing((extra) => transport.send({ ...transportRequest({ url: url() }), ...extra }));
  });
  expectVulnerable('writes an option into the head', () =>
    addsNothing((extra) => {
      const { upgrade } = extra as { upgrade: string };
      return exchange(server.port, `GET / HTTP/1.1\r\nHost: a\r\nUpgrade: ${upgrade}\r\n\r\n`);
    }),
  );
});

describeRow('IN-13', () => {
  /** Harmless when checked, hostile when used. */
  function changingType(first: string): object {
    let reads = 0;
    const text = (): string => (reads++ === 0 ? first : `${first}${LINE}`);
    // A class instance: a plain object among params stands for its keys.
    return new (class {
      toString = text;
      [Symbol.toPrimitive] = text;
    })();
  }
  async function coercesOnce(client: Client): Promise<void> {
    for (const value of [changingType('a'), () => 'a', [changingType('a')], Symbol('a'), 5]) {
      const headers = { 'X-A': value } as never;
      await refused(server, client, { url: url(), options: { headers } }, InvalidHeader);
    }
    const pairs = [[changingType('X-A'), 'a']] as never;
    await refused(server, client, { url: url(), options: { headers: pairs } }, InvalidHeader);
    await refused(server, client, { url: url(), method: changingType('GET') as never }, TypeError);
    const sent = await sentOnce(server, client, {
      url: changingType(`${server.origin}/a`) as never,
      options: { params: { q: changingType('b') as never } },
    });
    expect(sent.line).toBe('GET /a?q=b HTTP/1.1');
  }
  overTransports(({ transport }) => coercesOnce(over(transport)));
  expectVulnerable('checks one string and sends another', () =>
    coercesOnce(async (ask) => {
      for (const value of Object.values(ask.options?.headers ?? {})) {
        if (/[\r\n]/.test(String(value))) throw new InvalidHeader('checked');
      }
      await joinStrings(ask);
    }),
  );
});

describeRow(['IN-09', 'IN-12'], () => {
  overTransports(({ transport }) => refusesTypes(over(transport)));
  expectVulnerable('uses the type of Blob-like objects unchecked', () => refusesTypes(joinStrings));
});

/** Something that looks like a Blob: `new Blob` would check its type itself. */
function blobLike(type: string): Blob {
  const real = new Blob(['ghost']);
  return {
    size: real.size,
    type,
    stream: () => real.stream(),
    arrayBuffer: () => real.arrayBuffer(),
    text: () => real.text(),
    slice: () => real,
  } as unknown as Blob;
}

/** As the type of a body, in a header, of a file, and of a part. */
async function refusesTypes(client: Client): Promise<void> {
  const GHOST = 'text/plain\r\n\r\nGET /ghost HTTP/1.1\r\nX-Injected: 1';
  for (const type of [GHOST, ...LINES, 'text/\u010a\u010d']) {
    const each: RequestOptions[] = [{ data: blobLike(type) }, { data: 'x', headers: { 'Content-Type': type } }];
    each.push({ files: { f: blobLike(type) } }, { files: { f: ['n', 'c', type] } });
    for (const options of each) {
      await refused(server, client, { url: url(), method: 'POST', options }, InvalidHeader);
    }
  }
  // A type that changes when it is read a second time.
  let reads = 0;
  const data = blobLike('');
  Object.defineProperty(data, 'type', { get: () => (reads++ === 0 ? 'text/plain' : GHOST) });
  const { fields } = await sentOnce(server, client, { url: url(), method: 'POST', options: { data } });
  expect(fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1]).toBe('text/plain');
}
