import { type RequestOptions, Session, type SessionOptions, type Transport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { overTransports } from '../../support/describe-row.ts';
import type { Internet } from './internet.ts';

/** A client that keeps cookies and follows redirects, as far as these checks need. */
export interface Browser {
  get(url: string, options?: Pick<RequestOptions, 'cookies' | 'headers' | 'auth'>): Promise<unknown>;
  /** Gives it a cookie without a domain. */
  give(name: string, value: string): void;
}

/** Makes a new client. */
export type Open = (options?: Partial<SessionOptions>) => Browser;

/** Sessions over a transport, on the simulated internet or on loopback. */
export function opener(
  net: Internet | null,
  transport: Transport,
): (options?: Partial<SessionOptions>) => Browser & { session: Session } {
  return (options = {}) => {
    const session = new Session({
      transport,
      proxies: net === null ? {} : { http: net.proxy, https: net.proxy },
      verify: false,
      trustEnv: false,
      ...options,
    });
    return {
      session,
      get: (url, request) => session.get(url, request),
      give: (name, value) => void session.cookies.set(name, value),
    };
  };
}

/** Runs a check over every transport that can use a proxy. */
export function overProxies(net: () => Internet, check: (open: Open) => Promise<void>): void {
  overTransports(({ transport }) => check(opener(net(), transport)), OWNS_SOCKETS);
}
