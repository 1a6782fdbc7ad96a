import { type Cert, Session, type Transport, type Verify } from '@req/core';

/** How a URL is requested. */
export interface ClientOptions {
  readonly verify?: Verify | null | undefined;
  readonly cert?: Exclude<Cert, string | readonly [string, string]> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Requests a URL: the client that a property is checked on. */
export type Client = (
  url: string,
  options: ClientOptions,
) => Promise<{ readonly status: number; readonly text: string }>;

/** One session over a transport, so that connections are kept. */
export function clientOf(transport: Transport): Client {
  const session = new Session({ transport, trustEnv: false });
  return async (url, options) => {
    const { statusCode: status, text } = await session.get(url, options);
    return { status, text };
  };
}
