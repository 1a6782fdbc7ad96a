import { Agent, type IncomingMessage, request as open } from 'node:http';
import { pipeline } from 'node:stream';
import * as req from '@req/core';

/** Plain HTTP over node:http. */
export class TinyTransport implements req.Transport {
  readonly name = 'tiny';
  readonly capabilities: ReadonlySet<req.Capability> = new Set<req.Capability>([
    ...(['bad-ports', 'empty-user-agent', 'get-body', 'header-bytes', 'header-case', 'hop-headers'] as const),
    ...(['host-header', 'informational', 'raw-body', 'raw-target', 'reason-bytes', 'streaming-upload'] as const),
  ]);
  readonly #agent = new Agent({ keepAlive: true });
  #closed = false;

  async send(request: req.TransportRequest): Promise<req.TransportResponse> {
    if (this.#closed) throw new req.ConnectionError('The transport is closed.');
    if (request.signal?.aborted) throw req.errorFromSignal(request.signal);
    return new Promise((resolve, reject) => exchange(request, this.#agent, { resolve, reject }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#agent.maxFreeSockets = 0; // connections in use end with their exchange
    for (const idle of Object.values(this.#agent.freeSockets)) for (const socket of idle ?? []) socket.destroy();
  }
}

interface Exchange {
  readonly timer: req.PhaseTimer;
  /** Why we gave up ourselves, if we did. */
  reason(): unknown;
}

interface Settle {
  resolve(response: req.TransportResponse | Promise<req.TransportResponse>): void;
  reject(error: unknown): void;
}

function exchange(request: req.TransportRequest, agent: Agent, { resolve, reject }: Settle): void {
  const { method, body } = request;
  const [, host = '', port, path] = /^http:\/\/([^/?]*?)(?::(\d+))?(\/.*)$/.exec(request.url) ?? [];
  const headers = request.headers.copy();
  if (!headers.has('host')) headers.set('Host', port === undefined ? host : `${host}:${port}`);
  if (!headers.has('content-length') && !headers.has('transfer-encoding')) {
    if (body instanceof Uint8Array) headers.set('Content-Length', String(body.length));
    else if (body !== null) headers.set('Transfer-Encoding', 'chunked');
    else if (!/^(?:GET|HEAD|DELETE|OPTIONS)$/.test(method)) headers.set('Content-Length', '0');
  }
  const line = { agent, method, host, port: Number(port ?? 80), path, headers: [...headers.toFlat()] };
  // Explicit, so that nothing is taken from Object.prototype.
  const outgoing = open({ ...line, auth: undefined, socketPath: undefined, timeout: undefined } as object);
  let reason: unknown = null; // why we gave up ourselves, if we did
  const stop = (error: unknown): void => {
    reason ??= error;
    outgoing.destroy();
    reject(reason);
  };
  const timer = new req.PhaseTimer(request, stop);
  const broken = (cause: unknown): unknown => reason ?? new req.ConnectionError(`${method} ${host} failed`, { cause });
  outgoing.on('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => timer.connected());
    else timer.connected();
  });
  outgoing.on('finish', () => timer.sent());
  outgoing.on('upgrade', (response: IncomingMessage) => stop(broken(new Error(`unasked ${response.statusCode}`))));
  outgoing.on('error', (cause) => {
    timer.stop();
    reject(broken(cause));
  });
  outgoing.on('response', (incoming) => {
    timer.pause();
    const content = new Content(incoming, { timer, reason: () => reason });
    const head = {
      status: incoming.statusCode ?? 0,
      reason: incoming.statusMessage ?? '',
      httpVersion: incoming.httpVersion,
      headers: req.HeaderMap.fromFlat(incoming.rawHeaders),
    };
    resolve(request.stream ? { ...head, body: content } : content.whole().then((all) => ({ ...head, body: all })));
  });
  if (body === null || body instanceof Uint8Array) outgoing.end(body ?? undefined);
  else pipeline(guarded(body, stop), outgoing, () => {});
}

/** The body; what goes wrong in it is the caller's own error. */
async function* guarded(body: AsyncIterable<Uint8Array>, stop: (error: unknown) => void): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    stop(error);
  }
}

/** A response's body. `return` works before the first `next` too, as a generator's would not. */
class Content implements AsyncIterableIterator<Uint8Array> {
  readonly #incoming: IncomingMessage;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #exchange: Exchange;

  constructor(incoming: IncomingMessage, exchange: Exchange) {
    this.#incoming = incoming.on('error', () => {}).on('close', () => exchange.timer.stop());
    this.#chunks = incoming[Symbol.asyncIterator]();
    this.#exchange = exchange;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const { timer, reason } = this.#exchange;
    timer.activity();
    try {
      const step = await this.#chunks.next();
      if (step.done === true) timer.stop();
      else timer.pause();
      return step;
    } catch (cause) {
      timer.stop();
      throw reason() ?? new req.ChunkedEncodingError('The body was cut short.', { cause });
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#exchange.timer.stop();
    this.#incoming.destroy();
    return { done: true, value: undefined };
  }

  async whole(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}
