import { type HeaderMap, InvalidHeader, InvalidURL, type TransportRequest, UnsupportedByTransport } from '@req/core';
import { isToken, memoizeLastList } from '@req/core/transport';
import type { Destination } from '../pool/destination.ts';

/** How the end of a request's body is marked (RFC 9112 §6). */
export const NO_BODY = 0;
export const BY_LENGTH = 1;
export const CHUNKED = 2;

/** The head of a request as it goes on the wire, and what had to be learned of it to send the rest. */
export interface RequestHead {
  readonly text: string;
  readonly framing: typeof NO_BODY | typeof BY_LENGTH | typeof CHUNKED;
  /** Bytes that the body must have; 0 unless `framing` is `BY_LENGTH`. */
  readonly length: number;
  /** The caller wants the connection closed after the response. */
  readonly close: boolean;
}

// What may not stand in a value: controls, and characters that ISO-8859-1 would fold into others (U+010A into LF).
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/;
const TRANSFER_ENCODING = 'transfer-encoding';
/** Method and target: two words of visible characters, and nothing that would end the line (RFC 9112 §3). */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ [!-~]+$/;

/**
 * Writes the head: the caller's field lines with their spelling, in their order. `Host`, and the framing of a body,
 * are added when missing.
 * @throws InvalidHeader when a field holds what HTTP does not allow, or Content-Length contradicts the body; InvalidURL
 * for a request line that is none.
 */
export function requestHead(request: TransportRequest, { path, authority, proxyHeaders }: Destination): RequestHead {
  const { method, body } = request;
  const fields = fieldsOf(request.headers.toFlat());
  const plain = body === null && proxyHeaders === null;
  if (plain && lastHead !== null && fields === lastHead.fields && method === lastHead.method) {
    if (path === lastHead.path && authority === lastHead.authority) return lastHead.head;
  }
  let { lines, length, chunked } = fields;
  if (proxyHeaders !== null) for (const [name, value] of proxyHeaders) lines += fieldLine(name, value);
  if (length === null && !chunked && (body !== null || expectsBody(method))) {
    chunked = body !== null && !(body instanceof Uint8Array);
    if (!chunked) length = String(body === null ? 0 : (body as Uint8Array).byteLength);
    lines += chunked ? 'Transfer-Encoding: chunked\r\n' : `Content-Length: ${length}\r\n`;
  }
  const line = `${method} ${path}`;
  if (!REQUEST_LINE.test(line) || FORBIDDEN.test(authority))
    throw new InvalidURL('The method, or the URL, holds characters that no request line can.');
  const text = `${line} HTTP/1.1\r\n${fields.hasHost ? '' : `Host: ${authority}\r\n`}${lines}\r\n`;
  const bytes = length === null ? 0 : checkLength(length, body);
  const framing = chunked ? CHUNKED : length === null ? NO_BODY : BY_LENGTH;
  const head: RequestHead = { text, framing, length: bytes, close: fields.close };
  if (plain && text.length <= LONGEST_KEPT) lastHead = { fields, method, path, authority, head };
  return head;
}

/** A longer head is not kept alive. */
const LONGEST_KEPT = 16_384;

/** The last head without a body: what is asked for again and again is written once. */
let lastHead: {
  readonly fields: Fields;
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly head: RequestHead;
} | null = null;

/** Field lines as they are written, and what had to be learned of them. */
interface Fields {
  readonly lines: string;
  readonly hasHost: boolean;
  readonly chunked: boolean;
  readonly close: boolean;
  readonly length: string | null;
}

const fieldsOf = memoizeLastList(writeFields);

function writeFields(flat: readonly string[]): Fields {
  // Joined at the end: a string put together bit by bit would be taken apart again for each request.
  const lines: string[] = [];
  let hasHost = false;
  let chunked = false;
  let close = false;
  let length: string | null = null;
  const encoded = flat.some((name, i) => i % 2 === 0 && name.length === 17 && name.toLowerCase() === TRANSFER_ENCODING);
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    const value = flat[i + 1] as string;
    switch (name.length) {
      case 4:
        hasHost ||= name === 'Host' || name.toLowerCase() === 'host';
        break;
      case 10:
        if (value !== 'keep-alive' && name.toLowerCase() === 'connection') close ||= hasToken(value, 'close');
        break;
      case 14:
        if (name.toLowerCase() === 'content-length') {
          // A length next to chunks lets two servers disagree on where the request ends (RFC 9112 §6.2).
          if (length === null && !encoded) length = value;
          else continue;
        }
        break;
      case 17:
        chunked ||= name.toLowerCase() === TRANSFER_ENCODING && hasToken(value, 'chunked');
        break;
    }
    lines.push(fieldLine(name, value));
  }
  return { lines: lines.join(''), hasHost, chunked, close, length };
}

function fieldLine(name: string, value: string): string {
  if (FORBIDDEN.test(value) || !isToken(name))
    throw new InvalidHeader('A header holds a control character or one beyond ISO-8859-1.');
  return `${name}: ${value}\r\n`;
}

/** Methods whose requests carry a length even when there is no body (RFC 9110 §8.6). */
const expectsBody = (method: string): boolean => method === 'POST' || method === 'PUT' || method === 'PATCH';

function checkLength(value: string, body: TransportRequest['body']): number {
  if (!/^[0-9]+$/.test(value)) throw new InvalidHeader('Content-Length must be a number of bytes.');
  const length = Number(value);
  const actual = body === null ? 0 : body instanceof Uint8Array ? body.byteLength : length;
  if (actual !== length) {
    throw new InvalidHeader(`Content-Length says ${length} bytes, but the body has ${actual}.`);
  }
  return length;
}

/** True when a comma-separated list holds the token. */
function hasToken(list: string, token: string): boolean {
  return list.split(',').some((item) => item.trim().toLowerCase() === token);
}

/** The headers as undici takes them where it writes the head itself: HTTP/2, and a dispatcher of the caller's. */
export interface PlainHeaders {
  readonly flat: string[];
  readonly close: boolean;
}

/**
 * Leaves out what undici writes itself: framing and `Connection`.
 * @throws UnsupportedByTransport for headers that undici refuses.
 */
export function plainHeaders(headers: HeaderMap): PlainHeaders {
  const kept: string[] = [];
  let close = false;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === 'transfer-encoding') continue;
    if (lower === 'connection') {
      close ||= hasToken(value, 'close');
      continue;
    }
    if (lower === 'upgrade' || lower === 'keep-alive' || lower === 'expect') {
      throw new UnsupportedByTransport('undici', 'hop-headers', { reason: `undici sends no ${name}` });
    }
    kept.push(name, value);
  }
  return { flat: kept, close };
}

/** True when HTTP/2, or undici's own writing of the head, cannot carry the request as it is. */
export function needsHttp1(request: TransportRequest): boolean {
  const { method, headers, body } = request;
  if (body !== null && (method === 'GET' || method === 'HEAD')) return true;
  return method === 'CONNECT' || headers.has('upgrade') || headers.has('keep-alive') || headers.has('expect');
}
