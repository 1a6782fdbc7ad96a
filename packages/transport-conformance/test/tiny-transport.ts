import { Agent, type IncomingMessage, request as open, type RequestOptions } from 'node:http';
import { pipeline } from 'node:stream';
import * as req from '@req/core';
import { errorFromSignal, PhaseTimer } from '@req/core/transport';

/** Plain HTTP over node:http, without a deviation from the contract. */
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
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    return exchange(request, optionsOf(request, this.#agent));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#agent.maxFreeSockets = 0; // connections in use end with their exchange
    for (const idle of Object.values(this.#agent.freeSockets)) for (const socket of idle ?? []) socket.destroy();
  }
}

function optionsOf({ method, url, headers, body }: req.TransportRequest, agent: Agent): RequestOptions {
  const [, host = '', port, path] = /^http:\/\/([^/?]*?)(?::(\d+))?(\/.*)$/.exec(url) ?? [];
  const lines = headers.copy(); // the request itself is never changed
  if (!lines.has('host')) lines.set('Host', port === undefined ? host : `${host}:${port}`);
  if (!lines.has('content-length') && !lines.has('transfer-encoding')) {
    if (body instanceof Uint8Array) lines.set('Content-Length', String(body.length));
    else if (body !== null) lines.set('Transfer-Encoding', 'chunked');
    else if (!/^(?:GET|HEAD|DELETE|OPTIONS)$/.test(method)) lines.set('Content-Length', '0');
  }
  const options = { agent, method, host, port: Number(port ?? 80), path, headers: [...lines.toFlat()] };
  // Explicit, so that nothing is taken from Object.prototype.
  return { ...options, auth: undefined, socketPath: undefined, timeout: undefined } as object;
}

function exchange(request: req.TransportRequest, options: RequestOptions): Promise<req.TransportResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = open(options);
    let reason: unknown = null; // why we gave up ourselves, if we did
    const stop = (error: unknown): void => {
      reason ??= error;
      outgoing.destroy();
      reject(reason);
    };
    const timer = new PhaseTimer(request, stop);
    outgoing.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => timer.connected());
      else timer.connected();
    });
    outgoing.on('finish', () => timer.sent());
    outgoing.on('upgrade', () => stop(new req.ConnectionError(`${options.host} switched protocols unasked.`)));
    outgoing.on('error', (cause) => {
      timer.stop();
      reject(reason ?? new req.ConnectionError(`${options.method} to ${options.host} failed.`, { cause }));
    });
    outgoing.on('response', (incoming) => {
      timer.pause();
      const body = new Body(incoming, timer, () => reason);
      const { statusCode: status = 0, statusMessage = '', httpVersion, rawHeaders } = incoming;
      const head = { status, reason: statusMessage, httpVersion, headers: req.HeaderMap.fromFlat(rawHeaders) };
      // From here on errors are the body's.
      resolve(request.stream ? { ...head, body } : body.whole().then((whole) => ({ ...head, body: whole })));
    });
    if (request.body === null || request.body instanceof Uint8Array) outgoing.end(request.body ?? undefined);
    else pipeline(guarded(request.body, stop), outgoing, () => {});
  });
}

/** An upload; what goes wrong in it is the caller's own error. */
async function* guarded(body: AsyncIterable<Uint8Array>, stop: (error: unknown) => void): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    stop(error);
  }
}

/** A response's body. No generator: the `return` of one does nothing before the first `next`. */
class Body implements AsyncIterableIterator<Uint8Array> {
  readonly #incoming: IncomingMessage;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #timer: PhaseTimer;
  readonly #reason: () => unknown;

  constructor(incoming: IncomingMessage, timer: PhaseTimer, reason: () => unknown) {
    this.#incoming = incoming.on('error', () => {}).on('close', () => timer.stop());
    this.#chunks = incoming[Symbol.asyncIterator]();
    this.#timer = timer;
    this.#reason = reason;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    this.#timer.activity();
    try {
      const step = await this.#chunks.next();
      this.#timer.pause(); // the reader's slowness is not the server's
      return step;
    } catch (cause) {
      throw this.#reason() ?? new req.ChunkedEncodingError('The body was cut short.', { cause });
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#timer.stop();
    this.#incoming.destroy();
    return { done: true, value: undefined };
  }

  async whole(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}
