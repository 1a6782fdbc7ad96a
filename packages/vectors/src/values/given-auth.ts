import { HTTPBasicAuth, HTTPDigestAuth, HTTPProxyAuth, type PreparedRequest } from '@req/core';

/** `$auth` of the vectors. */
export interface AuthTag {
  readonly $auth: string;
  readonly user?: string;
  readonly pass?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type GivenAuth =
  | HTTPBasicAuth
  | HTTPDigestAuth
  | HTTPProxyAuth
  | ((request: PreparedRequest) => PreparedRequest);

/** `$auth` as req's classes; `custom` as a function that sets headers and body of the prepared request. */
export function givenAuth(tag: AuthTag): GivenAuth {
  const user = tag.user ?? '';
  const pass = tag.pass ?? '';
  if (tag.$auth === 'basic') return new HTTPBasicAuth(user, pass);
  if (tag.$auth === 'digest') return new HTTPDigestAuth(user, pass);
  if (tag.$auth === 'proxy') return new HTTPProxyAuth(user, pass);
  if (tag.$auth !== 'custom') throw new TypeError(`No such authentication: ${tag.$auth}`);
  return (request) => {
    for (const [name, value] of Object.entries(tag.headers ?? {})) request.headers.set(name, value);
    if (tag.body !== undefined) request.body = tag.body as PreparedRequest['body'];
    return request;
  };
}
