import type net from 'node:net';
import {
  type AddressGuard,
  InvalidURL,
  type ProxySettings,
  type RequestException,
  type TlsSettings,
  type TraceListener,
} from '@req/core';
import { Attempt } from './attempt.ts';
import { connectTcp } from './connect-tcp.ts';
import { tunnelThroughHttp } from './http-tunnel.ts';
import { nullPrototype } from './null-prototype.ts';
import { authority, type ProxyAddress, proxyAddress } from './proxy-address.ts';
import { secure } from './secure-socket.ts';
import { fromSocketError } from './socket-errors.ts';
import { tunnelThroughSocks } from './socks-tunnel.ts';

/** Where a socket connects to, and how. */
export interface SocketTarget {
  /** Name or address, IPv6 without brackets. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** TLS to the target. */
  readonly secure: boolean;
  /** The name sent (SNI) and checked in the certificate. Default: the host. */
  readonly servername?: string | undefined;
  /** How its certificate is verified. */
  readonly tls: TlsSettings;
  /**
   * The proxy to tunnel through: by CONNECT for `http` and `https` proxies, else by SOCKS. `null` with `viaProxy`, for
   * absolute-form requests: the proxy itself is the target.
   */
  readonly proxy: ProxySettings | null;
  /** Protocols to offer by ALPN, such as `['h2', 'http/1.1']`. */
  readonly alpn?: readonly string[] | undefined;
  /** Path of a Unix domain socket to connect to instead of host and port. */
  readonly socketPath?: string | null | undefined;
  /** Resolves names instead of the platform. */
  readonly lookup?: net.LookupFunction | undefined;
  /** The target is a proxy: a failure to connect is a `ProxyError`, and it gets no client certificate. */
  readonly viaProxy?: boolean | undefined;
  /** Checks the addresses of the target, where they are resolved here; not those of a proxy, which the caller chose. */
  readonly guard?: AddressGuard | null | undefined;
  /**
   * Receives the bytes of a connection without TLS and proxy as they are read, bypassing the socket's stream: such a
   * socket emits no `data`.
   */
  readonly onread?: net.OnReadOpts | undefined;
  /** Told when a name is resolved, TCP connected, and a TLS handshake done. */
  readonly trace?: TraceListener | null | undefined;
}

/** The caller's own options: none is taken from `Object.prototype`. */
class OwnTarget implements SocketTarget {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly servername: string | undefined;
  readonly tls: TlsSettings;
  readonly proxy: ProxySettings | null;
  readonly alpn: readonly string[] | undefined;
  readonly socketPath: string | null | undefined;
  readonly lookup: net.LookupFunction | undefined;
  readonly viaProxy: boolean | undefined;
  readonly guard: AddressGuard | null | undefined;
  readonly onread: net.OnReadOpts | undefined;
  readonly trace: TraceListener | null | undefined;

  constructor(options: SocketTarget) {
    this.host = options.host;
    this.port = options.port;
    this.secure = options.secure;
    this.tls = options.tls;
    this.proxy = options.proxy;
    this.servername = own(options, 'servername');
    this.alpn = own(options, 'alpn');
    this.socketPath = own(options, 'socketPath');
    this.lookup = own(options, 'lookup');
    this.viaProxy = own(options, 'viaProxy');
    this.guard = own(options, 'guard');
    this.onread = own(options, 'onread');
    this.trace = own(options, 'trace');
  }
}

function own<K extends keyof SocketTarget>(options: SocketTarget, name: K): SocketTarget[K] | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

/** A socket that is being opened. */
export interface Opening {
  /** Gives up: the socket is destroyed, and the callback is not called. */
  destroy(): void;
}

/**
 * Opens a socket that is ready for HTTP: connected, through the proxy, certificate checked. Calls back once, never before
 * it has returned. There is no timeout: call `destroy()` on the result.
 *
 * The callback's error is a `ConnectionError` (unresolvable, refused, unreachable), a `ProxyError` (the proxy cannot be
 * reached, or refuses; `proxyStatus` is its status for CONNECT), an `SSLError` (certificate or handshake of the target,
 * unusable client certificate), a `HostNotAllowed` (the guard), a `ConnectTimeout` (the system gave up) or an
 * `InvalidProxyURL`.
 */
export function openSocket(
  options: SocketTarget,
  callback: (error: RequestException | null, socket: net.Socket | null) => void,
): Opening {
  const target = new OwnTarget(options);
  const attempt = new Attempt(callback, target.trace);
  try {
    if (target.proxy === null) openDirect(target, attempt);
    else openThrough(proxyAddress(target.proxy), target, attempt);
  } catch (error) {
    failLater(attempt, fromSocketError(error, { host: authority(target.host, target.port), phase: 'connect' }));
  }
  return attempt;
}

function openDirect(target: SocketTarget, attempt: Attempt): void {
  const { host, port, socketPath, lookup, secure: tls } = target;
  const viaProxy = target.viaProxy === true;
  const label = authority(host, port);
  const guard = viaProxy ? null : target.guard;
  const onread = tls ? undefined : target.onread;
  const where = { host, port, socketPath, lookup, label, viaProxy, guard, onread };
  connectTcp(attempt, where, (socket) => finish(target, socket, attempt));
}

function openThrough(proxy: ProxyAddress, target: SocketTarget, attempt: Attempt): void {
  // The host is written into the proxy's protocol: nothing in it may end a line.
  if (/[^\x21-\x7e]/.test(target.host)) throw new InvalidURL('The host contains characters that must be encoded.');
  const label = authority(proxy.host, proxy.port);
  if (proxy.kind === 'socks') {
    tunnelThroughSocks(attempt, { proxy, label, target }, (socket) => finish(target, socket, attempt));
    return;
  }
  const goal = authority(target.host, target.port);
  const ask = (socket: net.Socket): void => {
    tunnelThroughHttp(attempt, { socket, label, authority: goal, headers: proxy.headers }, (open) =>
      finish(target, open, attempt),
    );
  };
  const { lookup } = target;
  const where = nullPrototype({ host: proxy.host, port: proxy.port, label, viaProxy: true, lookup });
  connectTcp(attempt, where, (socket) => {
    if (!proxy.secure) ask(socket);
    else secure(attempt, nullPrototype({ socket, host: proxy.host, label, tls: target.tls, viaProxy: true }), ask);
  });
}

/** The last step: TLS to the target, if it is `secure`. */
function finish(target: SocketTarget, socket: net.Socket, attempt: Attempt): void {
  if (!target.secure) {
    attempt.succeed(socket);
    return;
  }
  const { host, servername, tls, alpn } = target;
  const to = {
    socket,
    host,
    servername,
    label: authority(target.host, target.port),
    tls,
    alpn,
    viaProxy: target.viaProxy === true,
  };
  secure(attempt, to, (ready) => attempt.succeed(ready));
}

function failLater(attempt: Attempt, error: RequestException): void {
  process.nextTick(() => attempt.fail(error));
}
