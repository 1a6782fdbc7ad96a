import { Session, type SessionOptions, type Transport } from '@req/core';

/** Requests a URL: the client that a property is checked on. */
export type Client = (url: string) => Promise<unknown>;

/** A session that may reach 127.0.0.1 besides public addresses, so that 127.0.0.2 stands for a private address. */
export function guarded(transport: Transport, options: Partial<SessionOptions> = {}): Client {
  const allowHosts = ['*', '127.0.0.1'];
  const session = new Session({ transport, denyPrivateNetworks: true, allowHosts, trustEnv: false, ...options });
  return (url) => session.get(url);
}

export function unguarded(transport: Transport): Client {
  const session = new Session({ transport, trustEnv: false });
  return (url) => session.get(url);
}
