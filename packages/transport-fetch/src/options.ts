import { knownOptions, type OptionsKind, optionsKind } from '@req/core/transport';
import type { ConnectionOptions } from '@req/node-connect';

/** Any WHATWG fetch: a platform's, a framework's, or a test's. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<globalThis.Response>;

/** node-fetch 3, whose types are not those of the platform. */
export type NodeFetchFunction = (
  url: string,
  init?: never,
) => Promise<{ readonly headers: { raw(): Record<string, string[]> } }>;

/** As `credentials` of the Fetch standard. */
export type FetchCredentials = 'include' | 'omit' | 'same-origin';

/** The connection options apply to Node's default and to node-fetch; any other fetch makes its own connections. */
export interface FetchTransportOptions extends ConnectionOptions {
  /** The fetch to send with. Default: none in Node, which sends with `node:http`; elsewhere `globalThis.fetch`. */
  readonly fetch?: FetchFunction;
  /**
   * Whether a browser adds its own cookies and TLS credentials. Default: `same-origin`, as in fetch. The browser manages
   * its cookies and drops the session's `Cookie` header. No effect on `node:http` and node-fetch.
   */
  readonly credentials?: FetchCredentials;
}

/** The same with node-fetch. */
export interface NodeFetchOptions extends ConnectionOptions {
  /** The `default` of node-fetch. */
  readonly fetch: NodeFetchFunction;
}

/** The options in one shape, own properties only. */
export interface Settings {
  readonly fetch: FetchFunction | NodeFetchFunction | undefined;
  readonly credentials: FetchCredentials;
  readonly connections: ConnectionOptions;
}

const CONNECTIONS = ['connections', 'keepAliveTimeout', 'socketPath', 'lookup'] as const;

const OF_THE_SESSION = 'it is an option of the session or request';

const KIND: OptionsKind = optionsKind('FetchTransport', ['fetch', 'credentials', ...CONNECTIONS], {
  baseurl: 'it is an option of the session',
  dispatcher: 'wrap fetch to pass it on: { fetch: (url, init) => fetch(url, { ...init, dispatcher }) }',
  headers: OF_THE_SESSION,
  maxsockets: 'connections',
  proxies: OF_THE_SESSION,
  timeout: OF_THE_SESSION,
  verify: OF_THE_SESSION,
});

const CREDENTIALS: ReadonlySet<unknown> = new Set(['include', 'omit', 'same-origin']);

/** @throws TypeError for an unknown option, or a wrong value. */
export function resolveOptions(
  options: FetchTransportOptions | FetchFunction | NodeFetchOptions | NodeFetchFunction | undefined,
): Settings {
  if (typeof options === 'function') return { fetch: options, credentials: 'same-origin', connections: {} };
  const {
    fetch,
    credentials = 'same-origin',
    ...connections
  } = knownOptions(options as FetchTransportOptions | undefined, KIND);
  if (typeof (fetch ?? resolveOptions) !== 'function') throw new TypeError('fetch must be a function.');
  if (!CREDENTIALS.has(credentials)) throw new TypeError("credentials must be 'include', 'omit' or 'same-origin'.");
  return { fetch: fetch ?? undefined, credentials, connections };
}

/**
 * For a fetch that makes its own connections.
 * @throws TypeError for an option that would have no effect.
 */
export function refuseConnectionOptions(options: ConnectionOptions): void {
  for (const name of CONNECTIONS) {
    if (!Object.hasOwn(options, name) || options[name] === undefined || options[name] === null) continue;
    throw new TypeError(`${name} would have no effect: this fetch makes its own connections.`);
  }
}
