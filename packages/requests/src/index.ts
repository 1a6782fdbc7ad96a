import { createRequests, type Requests } from '@req/core';
import { defaultTransport } from '#default-transport';

export * from '@req/core';
export { Session } from './session.ts';

/** Each call is a session of its own, so no cookies are kept; all calls share one pool of connections. */
const requests: Requests = createRequests({ transport: defaultTransport() });

export default requests;

/** `request(method, url, options?)`: what the functions named after methods call. */
export const request: Requests['request'] = requests.request;
/** Sends a GET request. */
export const get: Requests['get'] = requests.get;
/** Sends a OPTIONS request. */
export const options: Requests['options'] = requests.options;
/** Follows redirects only with `allowRedirects: true`. */
export const head: Requests['head'] = requests.head;
/** Sends a POST request. */
export const post: Requests['post'] = requests.post;
/** Sends a PUT request. */
export const put: Requests['put'] = requests.put;
/** Sends a PATCH request. */
export const patch: Requests['patch'] = requests.patch;
/** Sends a DELETE request. */
const del: Requests['delete'] = requests.delete;

export { del as delete };
/** Makes a session over the same pool; it keeps cookies, and closing it leaves the pool open. */
export const session: Requests['session'] = requests.session;
