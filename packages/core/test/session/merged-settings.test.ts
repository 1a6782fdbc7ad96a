import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, Session, type SessionOptions, type TransportRequest } from '../../src/index.ts';
import { ownOptions } from '../../src/lang/own-properties.ts';
import type { SendOptions, SendSettings } from '../../src/send/settings.ts';
import { MergedSettings } from '../../src/session/merge-settings.ts';

function noted(): { session: Session; last(): TransportRequest } {
  const seen: TransportRequest[] = [];
  const transport = new FunctionTransport((request) => {
    seen.push(request);
    return { body: 'a body' };
  });
  return { session: new Session({ transport }), last: () => seen.at(-1) as TransportRequest };
}

describe('a property of a session that changes between two requests applies to the second', () => {
  test('timeout, as a number and in an object changed in place', async () => {
    const { session, last } = noted();
    await session.get('http://a.test/');
    expect(last().timeout.read).toBeNull();
    session.timeout = 1000;
    await session.get('http://a.test/');
    await session.get('http://a.test/');
    expect(last().timeout.read).toBe(1000);
    const timeout: { connect: number; read: number } = { connect: 2000, read: 3000 };
    session.timeout = timeout;
    await session.get('http://a.test/');
    expect(last().timeout.read).toBe(3000);
    timeout.read = 4000;
    await session.get('http://a.test/');
    expect(last().timeout).toMatchObject({ connect: 2000, read: 4000 });
    session.timeout = null;
    await session.get('http://a.test/');
    expect(last().timeout.read).toBeNull();
  });

  test('stream and verify', async () => {
    const { session, last } = noted();
    await session.get('https://a.test/');
    session.stream = true;
    session.verify = false;
    const response = await session.get('https://a.test/');
    expect([last().stream, last().tls.verify]).toEqual([true, false]);
    expect(() => response.content).toThrow('not read yet');
    session.stream = false;
    session.verify = true;
    expect((await session.get('https://a.test/')).text).toBe('a body');
    expect([last().stream, last().tls.verify]).toEqual([false, true]);
  });

  test('limits of bodies and hosts, also when changed in place', async () => {
    const { session } = noted();
    await session.get('http://a.test/');
    session.maxBodySize = 3;
    await expect(session.get('http://a.test/')).rejects.toThrow('maxBodySize');
    session.maxBodySize = null;
    const allowHosts = ['a.test'];
    session.allowHosts = allowHosts;
    await session.get('http://a.test/');
    allowHosts[0] = 'b.test';
    await expect(session.get('http://a.test/')).rejects.toThrow('allowHosts');
    session.allowHosts = null;
    session.denyPrivateNetworks = true;
    await expect(session.get('http://127.0.0.1/')).rejects.toThrow();
    session.denyPrivateNetworks = false;
    expect((await session.get('http://127.0.0.1/')).ok).toBe(true);
  });

  test("a request's own options apply to it only", async () => {
    const { session, last } = noted();
    session.timeout = 1000;
    await session.get('http://a.test/', { timeout: 50, stream: true });
    expect([last().timeout.read, last().stream]).toEqual([50, true]);
    await session.get('http://a.test/');
    expect([last().timeout.read, last().stream]).toEqual([1000, false]);
  });
});

/** The options of a session that are settings of sending. Its proxies and its verify reach them by other ways. */
type Setting =
  | Exclude<keyof SessionOptions & keyof SendSettings, 'proxies' | 'verify'>
  | 'allowHosts'
  | 'denyPrivateNetworks'
  | 'maxBodySize'
  | 'maxDecompressionRatio';

/** A value other than the default for each, so that the compiler notices one that is missing. */
const CHANGES: Readonly<Required<Pick<SessionOptions, Setting>>> = {
  allowHosts: ['a.test'],
  cert: '/client.pem',
  defaultEncoding: 'utf-8',
  denyPrivateNetworks: true,
  maxBodySize: 5,
  maxDecompressionRatio: 2,
  parseJson: () => null,
  stream: true,
  timeout: 5,
  trustEnv: false,
};

test.each(Object.entries(CHANGES))('MergedSettings are merged anew when session.%s has changed', (name, value) => {
  const { session } = noted();
  const settings = new MergedSettings();
  const none = ownOptions<SendOptions>(undefined);
  const before = settings.with(none, session, undefined);
  expect(settings.with(none, session, undefined)).toBe(before);
  Object.assign(session, { [name]: value });
  expect(settings.with(none, session, undefined)).not.toEqual(before);
});
