import * as zlib from 'node:zlib';
import type { ParsedRequest } from '../parsed-request.ts';
import { jsonReply } from '../reply/json-reply.ts';
import { type Reply, withHeaders } from '../reply/reply.ts';
import { describeRequest } from '../request/describe-request.ts';
import { get, type Route } from '../router.ts';

type Encode = (bytes: Buffer) => Buffer;

function coded(request: ParsedRequest, flag: string, coding: string, encode: Encode): Reply {
  const plain = jsonReply({ ...describeRequest(request, 'origin', 'headers'), method: request.method, [flag]: true });
  return withHeaders({ ...plain, body: encode(plain.body as Buffer) }, ['Content-Encoding', coding]);
}

// From Node 22.15 on.
const zstd: unknown = Reflect.get(zlib, 'zstdCompressSync');

/** Bodies with a content coding, whatever Accept-Encoding says. */
export const contentCodingRoutes: readonly Route[] = [
  get('/gzip', (request) => coded(request, 'gzipped', 'gzip', (bytes) => zlib.gzipSync(bytes, { level: 4 }))),
  get('/deflate', (request) => coded(request, 'deflated', 'deflate', (bytes) => zlib.deflateSync(bytes))),
  get('/brotli', (request) => coded(request, 'brotli', 'br', (bytes) => zlib.brotliCompressSync(bytes))),
  ...(typeof zstd === 'function' ? [get('/zstd', (request) => coded(request, 'zstd', 'zstd', zstd as Encode))] : []),
];
