import { expect } from '@jest/globals';
import { Session, type SessionOptions, type Transport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { overTransports } from '../../support/describe-row.ts';
import { LabProxy } from './lab-proxy.ts';

/** How a URL is requested. */
export interface ClientOptions {
  /** The proxy for each scheme. */
  readonly proxies: Readonly<Record<string, string>>;
  /** PEM of the authority to trust, or `false`. */
  readonly verify?: string | false | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Requests a URL through proxies: the client that a property is checked on. */
export type Client = (
  url: string,
  settings: ClientOptions,
) => Promise<{ readonly status: number; readonly text: string }>;

/** One proxy for both schemes. */
export const through = (proxy: string): Pick<ClientOptions, 'proxies'> => ({ proxies: { http: proxy, https: proxy } });

/** One session over a transport. */
export function clientOf(transport: Transport, options: Partial<SessionOptions> = {}): Client {
  const session = new Session({ transport, trustEnv: false, ...options });
  return async (url, { proxies, verify, headers }) => {
    const response = await session.get(url, { proxies, verify, headers });
    return { status: response.statusCode, text: response.text };
  };
}

/** Checks the property over every transport that supports proxies; the built-in fetch refuses before a byte is sent. */
export function overProxies(check: (client: Client, transport: Transport) => Promise<void>): void {
  overTransports(({ transport }) => check(clientOf(transport), transport), OWNS_SOCKETS);
  overTransports(
    async ({ transport }) => {
      const proxy = await LabProxy.start();
      for (const [url, capability] of [
        ['http://origin.test/', 'proxy'],
        ['https://origin.test/', 'connect'],
      ] as const) {
        await expect(clientOf(transport)(url, through(proxy.url('user:pass')))).rejects.toMatchObject({ capability });
      }
      expect(proxy.bytes).toEqual([]);
      await proxy.close();
    },
    ['built-in fetch'],
  );
}
