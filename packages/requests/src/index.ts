import { createRequests, type Requests } from '@req/core';
import { UndiciTransport } from '@req/transport-undici';

export * from '@req/core';
export { Session } from './session.ts';

/** One pool of connections for all calls of the functions below; each call a fresh session, so no cookies are kept. */
const requests: Requests = createRequests({ transport: new UndiciTransport() });

export default requests;

/** `request(method, url, options?)`: what the verbs below call. */
export const request: Requests['request'] = requests.request;
export const get: Requests['get'] = requests.get;
export const options: Requests['options'] = requests.options;
/** Does not follow redirects unless told to. */
export const head: Requests['head'] = requests.head;
export const post: Requests['post'] = requests.post;
export const put: Requests['put'] = requests.put;
export const patch: Requests['patch'] = requests.patch;
const del: Requests['delete'] = requests.delete;

export { del as delete };
/** A session over the same pool, whose cookies are kept. */
export const session: Requests['session'] = requests.session;
