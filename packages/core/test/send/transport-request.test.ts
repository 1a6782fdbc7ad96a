import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, Session, type SessionOptions, type TransportRequest } from '../../src/index.ts';

const PROXY = { http: 'https://proxy.test:3128' };

function listening(settings: Omit<SessionOptions, 'transport'>): { session: Session; told: TransportRequest[] } {
  const told: TransportRequest[] = [];
  const transport = new FunctionTransport((request) => {
    told.push(request);
    return { body: 'twelve bytes' };
  });
  return { session: new Session({ transport, trustEnv: false, ...settings }), told };
}

describe('verify', () => {
  test('applies to an https proxy in front of an http origin', async () => {
    const { session, told } = listening({ proxies: PROXY });
    await session.get('http://origin.test/', { verify: false });
    await session.get('http://origin.test/', { verify: new TextEncoder().encode('-----BEGIN CERTIFICATE-----') });
    expect(told.map(({ tls }) => [tls.verify, tls.ca === null])).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  test('is ignored without TLS', async () => {
    const { session, told } = listening({ proxies: { http: 'http://proxy.test:3128' } });
    await session.get('http://origin.test/', { verify: false });
    expect(told[0]?.tls.verify).toBe(true);
  });
});

describe('a progress listener', () => {
  test('makes the transport stream the body, though the caller gets it whole', async () => {
    const { session, told } = listening({});
    const heard: number[] = [];
    const response = await session.get('http://origin.test/', {
      onDownloadProgress: ({ transferred }) => heard.push(transferred),
    });
    expect(response.text).toBe('twelve bytes');
    expect(heard.at(-1)).toBe(12);
    expect(told[0]?.stream).toBe(true);
  });
});
