import { describe, expect, test } from '@jest/globals';
import { ConnectionError, FunctionTransport, InvalidSchema, Session } from '../../src/index.ts';
import { played, playedTransport } from '../played.ts';

const named = (name: string): FunctionTransport => new FunctionTransport(() => ({ json: name }));

/** Prefix, URL, and whether the mount is chosen. */
const CHOICES: readonly (readonly [prefix: string, url: string, chosen: boolean])[] = [
  ['http://a.test/', 'http://a.test/x', true],
  ['http://a', 'http://a.evil.test/', true],
  ['HTTP://A.test/', 'http://a.test/x', true],
  ['http', 'httpx://z', true],
  ['http://a.test/', 'http://u@a.test/', false],
  ['http://a.test/', 'http://b.test/', false],
  // A host in another spelling is the same host.
  ['http://127.0.0.1/', 'http://127.1/', true],
  ['http://127.1:8080/', 'http://0x7f.0.0.1:8080/x', true],
  ['http://a.test/', 'http://a.test./', true],
  ['http://b\u00fccher.test/', 'http://xn--bcher-kva.test/', true],
  ['http://[::0001]/', 'http://[::1]/', true],
  // The prefix may end in the middle of a host.
  ['http://127.', 'http://127.1/', true],
  ['http://10.', 'http://0x0a.0.0.1/', true],
  ['http://10.', 'http://100.0.0.1/', false],
  ['http://127.0.0.1/x', 'http://127.1/y', false],
];

describe('the transport of the longest mounted prefix is chosen', () => {
  test.each([
    ...CHOICES,
    ['http://a.test/x/', 'http://a.test/x/y', true],
    ['http://a.test/x/', 'http://a.test/y', false],
    ['http://a.test/x', 'http://a.test/X', true],
    ['https://', 'HTTPS://z', true],
    ['', 'ftp://z', true],
    ['http://a.test/', 'http://a.test', false],
    ['http://a.test/', 'http://a.test:80/', false],
  ] as const)('%j and %s: %p', (prefix, url, chosen) => {
    const { session } = played();
    const transport = named('mounted');
    session.mount(prefix, transport);
    expect(session.getTransport(url) === transport).toBe(chosen);
  });

  test.each([
    ...CHOICES,
    ['http://a.test', 'http://a.test', true],
    ['http://a.test/', 'http://A.TEST./x', true],
    ['', 'ftp:z', true],
  ] as const)('also among a thousand mounts: %j and %s: %p', (prefix, url, chosen) => {
    const { session } = played();
    for (let i = 0; i < 1000; i++) session.mount(`http://host${i}.test/`, named('other'));
    const before = session.getTransport('http://a.test/');
    const transport = named('mounted');
    session.mount(prefix, transport);
    if (chosen) expect(session.getTransport(url)).toBe(transport);
    else expect(session.getTransport(url)).toBe(before);
  });

  test('in any order of mounting', async () => {
    const { session } = played();
    session.mount('http://a.test/x/', named('long'));
    session.mount('http://a.test/', named('short'));
    expect((await session.get('http://a.test/x/y')).json()).toBe('long');
    expect((await session.get('http://a.test/y')).json()).toBe('short');
  });

  test('mounting a prefix again replaces its transport', async () => {
    const { session } = played();
    session.mount('http://', named('one'));
    session.mount('http://', named('two'));
    expect((await session.get('http://a.test/')).json()).toBe('two');
  });

  test('for each redirect', async () => {
    const { session, sent } = played([{ status: 302, headers: { Location: 'http://b.test/' } }]);
    session.mount('http://b.test/', named('b'));
    expect((await session.get('http://a.test/')).json()).toBe('b');
    expect(sent).toHaveLength(1);
  });
});

test('a URL that no prefix matches raises InvalidSchema, with secrets masked', () => {
  const { session } = played();
  expect(() => session.getTransport('ftp://u:secret@x/?token=secret')).toThrow(InvalidSchema);
  expect(() => session.getTransport('ftp://u:secret@x/?token=secret')).toThrow(
    "No connection adapters were found for 'ftp://***@x/?token=***'",
  );
});

test('a transport for a custom scheme gets the URL as it was written', async () => {
  const { transport, sent } = playedTransport();
  const { session } = played();
  session.mount('echo://', transport);
  const r = await session.get('echo://Host/a b', { params: { left: 'out' } });
  expect([sent[0]?.url, r.url]).toEqual(['echo://Host/a b', 'echo://Host/a b']);
});

test('setting the transport mounts it for http and https', async () => {
  const { session } = played();
  const transport = named('other');
  session.transport = transport;
  expect([session.transport, session.getTransport('http://x'), session.getTransport('https://x')]).toEqual([
    transport,
    transport,
    transport,
  ]);
});

describe('closing a session', () => {
  test('closes every mounted transport once', async () => {
    const closed: string[] = [];
    const closing = (name: string): FunctionTransport => {
      const transport = named(name);
      transport.close = async () => {
        closed.push(name);
      };
      return transport;
    };
    const session = new Session({ transport: closing('first') });
    const second = closing('second');
    session.mount('http://a.test/', second);
    session.mount('http://b.test/', second);
    await session.close();
    expect(closed.sort()).toEqual(['first', 'second']);
  });

  test('is automatic with `await using`', async () => {
    const { transport } = playedTransport();
    {
      await using session = new Session({ transport, trustEnv: false });
      expect((await session.get('http://a.test/')).statusCode).toBe(200);
    }
    await expect(new Session({ transport, trustEnv: false }).get('http://a.test/')).rejects.toThrow(ConnectionError);
  });

  test('does not affect a response that was read', async () => {
    const { session } = played([{ body: 'abc' }]);
    const r = await session.get('http://a.test/');
    await session.close();
    expect(r.text).toBe('abc');
  });
});
