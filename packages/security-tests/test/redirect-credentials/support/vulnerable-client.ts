import { type ClientRequest, type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AuthHeader, PreparedRequest } from '@req/core';
import type { Ask, Client } from './client.ts';

/** A redirect as the vulnerable client sees it. */
export interface Step {
  readonly first: URL;
  readonly from: URL;
  readonly to: URL;
}

/** Whether the header line is sent on; `index` counts the lines of that name, in lower case. */
export type Keeps = (name: string, step: Step, index: number) => boolean;

export interface Flaws {
  readonly keeps: Keeps;
  /** Sends the proxy's credentials as an ordinary header, as clients before CVE-2023-32681 did. */
  readonly proxyHeader?: boolean;
  /** Keeps using the proxy, whatever NO_PROXY says of the next hop, or stops using it. */
  readonly direct?: (to: URL) => boolean;
}

type Fields = [name: string, value: string][];

/**
 * A client with the flaws that were found: it follows redirects over Node's http and sends to the next hop all headers
 * that `keeps` lets pass. `auth` and `cookies` are headers like the others.
 */
export function vulnerableClient(how: Flaws | Keeps): Client {
  const { keeps, proxyHeader = false, direct = () => false } = typeof how === 'function' ? { keeps: how } : how;
  return async (url, ask = {}) => {
    const first = new URL(url);
    let at = first;
    let fields = fieldsOf(ask, first);
    const proxy = proxyOf(ask);
    if (proxy !== null && proxyHeader) fields.push(['Proxy-Authorization', credentials(proxy)]);
    for (let hops = 0; hops < 20; hops++) {
      const route = proxy === null || direct(at) ? null : proxy;
      const response = await exchange(at, { method: ask.method ?? 'GET', fields, proxy: route });
      const { location } = response.headers;
      response.resume();
      if (location === undefined || (response.statusCode ?? 0) < 300 || (response.statusCode ?? 0) > 399) return;
      const step = { first, from: at, to: new URL(location, at) };
      fields = fields.filter(([name], i) => {
        const earlier = fields.slice(0, i).filter(([other]) => other.toLowerCase() === name.toLowerCase());
        return keeps(name, step, earlier.length);
      });
      at = step.to;
    }
    throw new Error('The vulnerable client gives up.');
  };
}

/** The client that ignores origins. */
export const keepsAll: Keeps = () => true;

function fieldsOf({ headers, auth, cookies }: Ask, url: URL): Fields {
  const fields: Fields = [];
  if (headers !== undefined && headers !== null) {
    const pairs = Symbol.iterator in headers ? headers : Object.entries(headers);
    for (const [name, value] of pairs as Iterable<readonly [string, string]>) fields.push([name, value]);
  }
  if (url.username !== '') fields.push(['Authorization', credentials(url)]);
  if (Array.isArray(auth)) fields.push(['Authorization', `Basic ${btoa(auth.join(':'))}`]);
  else {
    const request = { headers: collector(fields) } as unknown as PreparedRequest;
    if (typeof auth === 'function') void auth(request);
    else if (auth !== undefined && auth !== null) (auth as AuthHeader).apply(request);
  }
  const pairs = Object.entries(cookies ?? {}).map(([name, value]) => `${name}=${value}`);
  if (pairs.length > 0) fields.push(['Cookie', pairs.join('; ')]);
  return fields;
}

function collector(fields: Fields): { set(name: string, value: string): void } {
  return { set: (name, value) => void fields.push([name, value]) };
}

function proxyOf({ proxies }: Ask): URL | null {
  const url = proxies?.['http'] ?? proxies?.['all'];
  return url ? new URL(url) : null;
}

function credentials({ username, password }: URL): string {
  return `Basic ${btoa(`${username}:${password}`)}`;
}

interface Route {
  readonly method: string;
  readonly fields: Fields;
  readonly proxy: URL | null;
}

async function exchange(url: URL, { method, fields, proxy }: Route): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const lines = [['Host', url.host], ['Connection', 'close'], ...fields].flat();
  const port = url.port || (url.protocol === 'https:' ? 443 : 80);
  const options: RequestOptions = { method, host, port, headers: lines, agent: false };
  Object.assign(options, { path: `${url.pathname}${url.search}`, rejectUnauthorized: false });
  if (proxy !== null && url.protocol === 'http:') {
    Object.assign(options, { host: proxy.hostname, port: proxy.port, path: `${url.origin}${options.path}` });
  } else if (proxy !== null) {
    const socket = await tunnel(`${url.hostname}:${port}`, proxy);
    const secure = connectTls({ socket, servername: url.hostname, rejectUnauthorized: false });
    // With an agent, Node would connect itself.
    const { agent: _none, ...rest } = options;
    return answered(overHttp({ ...rest, createConnection: () => secure }));
  }
  return answered(url.protocol === 'https:' ? overHttps(options) : overHttp(options));
}

function tunnel(authority: string, proxy: URL): Promise<Socket> {
  const { hostname: host, port } = proxy;
  const headers = { 'Proxy-Authorization': credentials(proxy) };
  const request = overHttp({ method: 'CONNECT', host, port, path: authority, headers, agent: false });
  request.end();
  return new Promise((resolve, reject) => {
    request.once('connect', (_response, socket: Socket) => resolve(socket));
    request.once('error', reject);
  });
}

function answered(request: ClientRequest): Promise<IncomingMessage> {
  request.end();
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
}
