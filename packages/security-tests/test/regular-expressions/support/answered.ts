import { FunctionTransport, type RequestOptions, type Response, Session } from '@req/core';

/** A response with these field lines, to a request with these options; without a network. */
export async function answered(
  headers: readonly (readonly [string, string])[],
  { status = 200, url = 'http://a.test/', ...options }: RequestOptions & { status?: number; url?: string } = {},
): Promise<Response> {
  let sent = 0;
  const transport = new FunctionTransport(() => (sent++ === 0 ? { status, headers } : { status: 204 }));
  const session = new Session({ transport, trustEnv: false });
  return session.get(url, options);
}
