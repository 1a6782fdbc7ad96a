import {
  FunctionTransport,
  Session,
  type SessionOptions,
  type ShortResponse,
  type TransportRequest,
  type TransportResponse,
} from '../src/index.ts';

/** A request as it would be sent. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  /** `null`: no body. */
  readonly body: string | null;
  /** Without the headers that every session sends: `POST http://a.test/ {Content-Length: 1} 'x'`. */
  readonly line: string;
  readonly request: TransportRequest;
}

export type Reply = ShortResponse | Error | ((request: TransportRequest) => ShortResponse | Promise<ShortResponse>);

export interface Played {
  readonly session: Session;
  readonly transport: FunctionTransport;
  readonly sent: Sent[];
  /** The `line` of each request. */
  lines(): string[];
}

const DEFAULTS = new Set(['user-agent', 'accept-encoding', 'accept', 'connection']);

/** A transport that plays replies, then empty 200s, and records what it is sent. */
export function playedTransport(replies: readonly Reply[] = []): { transport: FunctionTransport; sent: Sent[] } {
  const sent: Sent[] = [];
  const left = [...replies];
  const transport = new FunctionTransport(async (request): Promise<ShortResponse | TransportResponse> => {
    sent.push(await noted(request));
    const reply = left.shift() ?? {};
    if (reply instanceof Error) throw reply;
    return typeof reply === 'function' ? reply(request) : reply;
  });
  return { transport, sent };
}

/** A session over such a transport. It does not use the environment unless told to. */
export function played(replies: readonly Reply[] = [], options: Partial<SessionOptions> = {}): Played {
  const { transport, sent } = playedTransport(replies);
  const session = new Session({ trustEnv: false, ...options, transport });
  return { session, transport, sent, lines: () => sent.map(({ line }) => line) };
}

async function noted(request: TransportRequest): Promise<Sent> {
  const { method, url, headers } = request;
  const body = request.body === null ? null : await textOf(request.body);
  const shown = [...headers].filter(([name, value]) => !DEFAULTS.has(name.toLowerCase()) || value === '');
  const fields = shown.length === 0 ? '' : ` {${shown.map(([name, value]) => `${name}: ${value}`).join(', ')}}`;
  const line = `${method} ${url}${fields}${body === null ? '' : ` '${body}'`}`;
  return { method, url, headers: { ...headers.toJSON() }, body, line, request };
}

/** Bytes or chunks as text. */
export async function textOf(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

/** The reason that a promise is rejected with. Fails if it is not rejected. */
export async function failure<T = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error('It did not fail');
}

/** Chunks of text, one after the other; records whether it was returned early. */
export async function* pieces(...texts: (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield typeof text === 'string' ? Buffer.from(text) : text;
  }
}

export const REDIRECT = (location: string, status = 302): ShortResponse => ({
  status,
  headers: { Location: location },
});
