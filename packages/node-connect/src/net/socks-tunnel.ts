import dns from 'node:dns';
import net from 'node:net';
import { type AddressGuard, ConnectionError, ProxyError } from '@req/core';
import type { SocksClient, SocksClientOptions } from 'socks';
import type { Attempt } from './attempt.ts';
import { connectTcp } from './connect-tcp.ts';
import { guarded } from './guarded-lookup.ts';
import loadSocks from './load-socks.cjs';
import { nullPrototype } from './null-prototype.ts';
import { authority, type SocksProxyAddress } from './proxy-address.ts';
import { fromSocketError } from './socket-errors.ts';

export interface SocksTunnel {
  readonly proxy: SocksProxyAddress;
  /** The proxy's `host:port`, for messages. */
  readonly label: string;
  readonly target: {
    readonly host: string;
    readonly port: number;
    readonly lookup?: net.LookupFunction | undefined;
    /** Checked when the name is resolved here, not by the proxy. */
    readonly guard?: AddressGuard | null | undefined;
  };
}

/** Loaded with the first tunnel: few requests go through one. */
let Client: typeof SocksClient | null = null;

/** SOCKS4, 4a and 5 (RFC 1928, RFC 1929). The name is resolved here or by the proxy, as the scheme says. */
export function tunnelThroughSocks(attempt: Attempt, to: SocksTunnel, then: (socket: net.Socket) => void): void {
  const problem = inexpressible(to);
  if (problem !== null) {
    process.nextTick(() => attempt.fail(problem));
    return;
  }
  try {
    Client ??= loadSocks().SocksClient;
  } catch (cause) {
    process.nextTick(() => attempt.fail(new ConnectionError('The SOCKS client cannot be loaded.', { cause })));
    return;
  }
  resolve(to, (error, host) => {
    if (attempt.over) return;
    if (error !== null) {
      attempt.fail(fromSocketError(error, { host: to.target.host, phase: 'connect' }));
      return;
    }
    const { proxy, label, target } = to;
    const where = nullPrototype({ host: proxy.host, port: proxy.port, label, viaProxy: true, lookup: target.lookup });
    connectTcp(attempt, where, (socket) => negotiate(attempt, { ...to, host, socket }, then));
  });
}

/** Targets and credentials that the protocol cannot carry: the SOCKS client would throw an error that nobody can catch. */
function inexpressible({ proxy, label, target }: SocksTunnel): ConnectionError | null {
  if (proxy.version === 4 && !proxy.remoteDns && net.isIPv6(target.host)) {
    return new ConnectionError(`SOCKS4 cannot reach the IPv6 address ${target.host}.`);
  }
  if (Buffer.byteLength(target.host) > 255) return new ConnectionError('The name of the host is too long for SOCKS.');
  const credentials = [proxy.user, proxy.password];
  if (credentials.some((text) => Buffer.byteLength(text) > 255 || (proxy.version === 4 && text.includes('\0')))) {
    return new ProxyError(`SOCKS cannot carry the credentials for the proxy ${label}.`);
  }
  return null;
}

function resolve({ proxy, target }: SocksTunnel, callback: (error: Error | null, host: string) => void): void {
  if (proxy.remoteDns || net.isIP(target.host) !== 0) {
    callback(null, target.host);
    return;
  }
  const lookup = target.guard ? guarded(target.host, target.guard, target.lookup) : (target.lookup ?? dns.lookup);
  // All addresses, of which the guard keeps the permitted ones.
  const all = (target.guard ?? null) !== null;
  lookup(target.host, { family: proxy.version === 4 ? 4 : 0, all }, (error, address) => {
    const first = Array.isArray(address) ? address[0]?.address : address;
    if (error === null && first === undefined) {
      callback(Object.assign(new Error('No address.'), { code: 'ENOTFOUND' }), '');
    } else {
      callback(error, first ?? '');
    }
  });
}

interface Negotiation extends SocksTunnel {
  readonly host: string;
  readonly socket: net.Socket;
}

function negotiate(attempt: Attempt, to: Negotiation, then: (socket: net.Socket) => void): void {
  const { socket, label, target } = to;
  let client: SocksClient;
  const fail = (error: { readonly message: string }): void => {
    // The client's error carries the credentials: only its message is kept.
    const cause = new Error(error.message);
    const goal = authority(target.host, target.port);
    attempt.fail(new ProxyError(`The SOCKS proxy ${label} did not connect to ${goal}: ${error.message}`, { cause }));
  };
  try {
    client = new (Client as typeof SocksClient)(clientOptions(to));
  } catch (error) {
    fail(error as Error);
    return;
  }
  // The client's timer cannot be switched off and would outlive the handshake: it is set to 1 ms and does nothing.
  Object.defineProperty(client, 'onEstablishedTimeout', { value: () => {} });
  client.once('error', fail);
  client.once('established', () => {
    client.removeAllListeners('error');
    if (!attempt.over) then(socket);
  });
  attempt.hold(socket, (error) =>
    error === null
      ? new ProxyError(`The SOCKS proxy ${label} closed the connection during the handshake.`)
      : fromSocketError(error, { host: label, viaProxy: true, phase: 'connect' }),
  );
  client.connect(socket);
}

function clientOptions({ proxy, host, target }: Negotiation): SocksClientOptions {
  return {
    command: 'connect',
    destination: { host, port: target.port },
    proxy: {
      host: proxy.host,
      port: proxy.port,
      type: proxy.version,
      ...(proxy.user !== '' && { userId: proxy.user }),
      ...(proxy.password !== '' && { password: proxy.password }),
    },
    timeout: 1,
  };
}
