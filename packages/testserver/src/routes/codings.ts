import * as zlib from 'node:zlib';
import type { Exchange } from '../exchange.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { type Reply, withHeaders } from '../reply/reply.ts';
import { describe } from '../request/describe.ts';
import { get, type Route } from '../router.ts';

type Encode = (bytes: Buffer) => Buffer;

function coded(exchange: Exchange, mark: string, coding: string, encode: Encode): Reply {
  const plain = jsonReply({ ...describe(exchange, 'origin', 'headers'), method: exchange.method, [mark]: true });
  return withHeaders({ ...plain, body: encode(plain.body as Buffer) }, ['Content-Encoding', coding]);
}

// Node 22.15 and later have it.
const zstd: unknown = Reflect.get(zlib, 'zstdCompressSync');

/** Content codings, sent whatever the client accepts. */
export const codingRoutes: readonly Route[] = [
  get('/gzip', (exchange) => coded(exchange, 'gzipped', 'gzip', (bytes) => zlib.gzipSync(bytes, { level: 4 }))),
  get('/deflate', (exchange) => coded(exchange, 'deflated', 'deflate', (bytes) => zlib.deflateSync(bytes))),
  get('/brotli', (exchange) => coded(exchange, 'brotli', 'br', (bytes) => zlib.brotliCompressSync(bytes))),
  ...(typeof zstd === 'function' ? [get('/zstd', (exchange) => coded(exchange, 'zstd', 'zstd', zstd as Encode))] : []),
];
