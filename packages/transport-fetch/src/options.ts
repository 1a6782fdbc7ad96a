/** Any WHATWG fetch: a platform's, a framework's, or one made for tests. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<globalThis.Response>;

/** As `credentials` of the Fetch standard. */
export type FetchCredentials = 'include' | 'omit' | 'same-origin';

export interface FetchTransportOptions {
  /** The fetch to send with. Default: node-fetch in Node, `globalThis.fetch` elsewhere. */
  readonly fetch?: FetchFunction;
  /**
   * Whether a browser adds its own cookies and TLS credentials. Default `same-origin`, as fetch: in a browser the
   * cookies are the browser's, and a session's own `Cookie` header is dropped by it. Means nothing to node-fetch.
   */
  readonly credentials?: FetchCredentials;
}

/** The options in one shape, own properties only. */
export function resolveOptions(options: FetchTransportOptions | FetchFunction | undefined): {
  readonly fetch: FetchFunction | undefined;
  readonly credentials: FetchCredentials;
} {
  if (typeof options === 'function') return { fetch: options, credentials: 'same-origin' };
  const { fetch, credentials }: FetchTransportOptions = Object.assign(Object.create(null), options);
  return { fetch, credentials: credentials ?? 'same-origin' };
}
