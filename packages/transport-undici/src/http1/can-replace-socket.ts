import { Duplex } from 'node:stream';
import { HeaderMap, RequestContext, type TransportRequest, type TransportResponse } from '@req/core';
import type { OpenSocket } from '../pool/connection.ts';
import type { Destination } from '../pool/destination.ts';
import { Pool } from '../pool/pool.ts';
import { makeExchange } from '../undici-handlers.ts';
import type { Undici } from '../undici-module.ts';

/** Milliseconds. By then, undici waits for something that an `Http1Socket` does not do. */
const TIME_LIMIT = 1000;

/**
 * Tries out, without a network, whether this undici can be given an `Http1Socket`: two requests over one connection must
 * be written as we write them, and their responses be read.
 */
export async function canReplaceSocket(undici: Undici): Promise<boolean> {
  const socket = new ScriptedSocket();
  const settings = { undici, origin: new URL(ORIGIN), keepAliveTimeout: TIME_LIMIT, http2: false };
  let opened = 0;
  const open: OpenSocket = (_alpn, _onread, callback) => {
    const again = opened++ > 0;
    queueMicrotask(() => (again ? callback(new Error('There is only one socket.'), null) : callback(null, socket)));
    return { destroy: () => {} };
  };
  const pool = new Pool({ ...settings, open }, 1, () => {});
  const timeLimit = new AbortController();
  // A process that was busy all the time still owes undici some turns of the event loop.
  const timer = setTimeout(() => afterTurns(50, () => timeLimit.abort()), TIME_LIMIT);
  try {
    for (const { method, body, status, text } of SCRIPT) {
      const response = await send(pool, { ...REQUEST, method, body, signal: timeLimit.signal });
      const { status: received, reason, headers } = response;
      const wrong = received !== status || reason !== 'Fine' || headers.get('X-Probe') !== 'a';
      if (wrong || Buffer.from(response.body as Uint8Array).toString() !== text) return false;
    }
    return opened === 1 && socket.written === SCRIPT.map(({ request }) => request).join('');
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    pool.close();
    socket.destroy();
  }
}

const ORIGIN = 'http://probe.invalid';

const REQUEST: Omit<TransportRequest, 'method' | 'body'> = {
  url: `${ORIGIN}/path`,
  headers: new HeaderMap([['X-Case', '1']]),
  timeout: { connect: null, read: null },
  tls: { verify: true, ca: null, cert: null },
  proxy: null,
  signal: null,
  stream: false,
  context: new RequestContext(),
};

const SCRIPT = [
  {
    method: 'POST',
    body: Buffer.from('abc'),
    request: 'POST /path HTTP/1.1\r\nHost: probe.invalid\r\nX-Case: 1\r\nContent-Length: 3\r\n\r\nabc',
    response: 'HTTP/1.1 201 Fine\r\nX-Probe: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    status: 201,
    text: 'ok',
  },
  {
    method: 'GET',
    body: null,
    request: 'GET /path HTTP/1.1\r\nHost: probe.invalid\r\nX-Case: 1\r\n\r\n',
    response: 'HTTP/1.1 200 Fine\r\nX-Probe: a\r\nContent-Length: 4\r\n\r\ndone',
    status: 200,
    text: 'done',
  },
] as const;

function send(pool: Pool, request: TransportRequest): Promise<TransportResponse> {
  const destination: Destination = {
    pool,
    origin: ORIGIN,
    requestTarget: '/path',
    authority: 'probe.invalid',
    proxyHeaders: null,
    viaProxy: false,
    servername: null,
  };
  return new Promise((resolve, reject) => {
    pool.add(makeExchange(request, destination, { resolve, reject, done: () => {} }));
  });
}

/** Notes what is written to it, and responds to each request of the script. */
class ScriptedSocket extends Duplex {
  written = '';
  #responses = 0;

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.written += chunk.toString('latin1');
    callback();
    const { request, response } = SCRIPT[this.#responses] ?? {};
    if (request === undefined || !this.written.endsWith(request)) return;
    this.#responses++;
    setImmediate(() => this.push(response));
  }
}

function afterTurns(turns: number, callback: () => void): void {
  if (turns === 0) callback();
  else setImmediate(() => afterTurns(turns - 1, callback));
}
