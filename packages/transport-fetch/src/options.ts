import { knownOptions, type OptionsKind, optionsKind } from '@req/core/transport';
import type { ConnectionOptions } from '@req/node-connect';

/** Any WHATWG fetch: a platform's, a framework's, or one made for tests. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<globalThis.Response>;

/** As `credentials` of the Fetch standard. */
export type FetchCredentials = 'include' | 'omit' | 'same-origin';

/** What is said about connections holds over node-fetch; any other fetch makes its own. */
export interface FetchTransportOptions extends ConnectionOptions {
  /** The fetch to send with. Default: node-fetch in Node, `globalThis.fetch` elsewhere. */
  readonly fetch?: FetchFunction;
  /**
   * Whether a browser adds its own cookies and TLS credentials. Default `same-origin`, as fetch: in a browser the
   * cookies are the browser's, and a session's own `Cookie` header is dropped by it. Means nothing to node-fetch.
   */
  readonly credentials?: FetchCredentials;
}

/** The options in one shape, own properties only. */
export interface Settings {
  readonly fetch: FetchFunction | undefined;
  readonly credentials: FetchCredentials;
  readonly connections: ConnectionOptions;
}

const CONNECTIONS = ['connections', 'keepAliveTimeout', 'socketPath', 'lookup'] as const;

const OF_THE_SESSION = 'it is an option of the session or request';

const KIND: OptionsKind = optionsKind('FetchTransport', ['fetch', 'credentials', ...CONNECTIONS], {
  baseurl: 'it is an option of the session',
  dispatcher: 'a fetch of your own can pass it on, fetch: (url, init) => fetch(url, { ...init, dispatcher })',
  headers: OF_THE_SESSION,
  maxsockets: 'connections',
  proxies: OF_THE_SESSION,
  timeout: OF_THE_SESSION,
  verify: OF_THE_SESSION,
});

const CREDENTIALS: ReadonlySet<unknown> = new Set(['include', 'omit', 'same-origin']);

/** @throws TypeError for an option that does not exist, or of the wrong kind. */
export function resolveOptions(options: FetchTransportOptions | FetchFunction | undefined): Settings {
  if (typeof options === 'function') return { fetch: options, credentials: 'same-origin', connections: {} };
  const { fetch, credentials = 'same-origin', ...connections } = knownOptions(options, KIND);
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
