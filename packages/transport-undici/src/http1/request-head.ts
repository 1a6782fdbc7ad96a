import { InvalidHeader, InvalidURL, type TransportRequest } from '@req/core';
import { framingField, isFieldValue, isToken, memoizeLastList } from '@req/core/transport';
import type { Destination } from '../pool/destination.ts';

/** How the end of a request's body is marked (RFC 9112 §6). */
export const NO_BODY = 0;
export const BY_LENGTH = 1;
export const CHUNKED = 2;

/** The head of a request as it is sent, and what follows from it for the body and the connection. */
export interface RequestHead {
  readonly text: string;
  readonly framing: typeof NO_BODY | typeof BY_LENGTH | typeof CHUNKED;
  /** Bytes that the body must have; 0 unless `framing` is `BY_LENGTH`. */
  readonly length: number;
  /** The caller wants the connection closed after the response. */
  readonly close: boolean;
}

const TRANSFER_ENCODING = 'transfer-encoding';
/** Method and target: two words of visible characters, without anything that would end the line (RFC 9112 §3). */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ [!-~]+$/;

/**
 * Writes the head: the caller's field lines, spelled and ordered as given. `Host` and the framing of the body are added
 * when missing.
 * @throws InvalidHeader when a field holds what HTTP does not allow, or Content-Length contradicts the body; InvalidURL
 * when method and URL do not make a valid request line.
 */
export function requestHead(request: TransportRequest, destination: Destination): RequestHead {
  const { requestTarget, authority, proxyHeaders } = destination;
  const { method, body } = request;
  const fields = fieldsOf(request.headers.toFlat());
  const cacheable = body === null && proxyHeaders === null;
  if (cacheable && lastHead !== null && fields === lastHead.fields && method === lastHead.method) {
    if (requestTarget === lastHead.requestTarget && authority === lastHead.authority) return lastHead.head;
  }
  let { lines, length, chunked } = fields;
  if (proxyHeaders !== null) for (const [name, value] of proxyHeaders) lines += fieldLine(name, value);
  const framing = length === null && !chunked ? framingField(method, body) : null;
  if (framing !== null) {
    const [name, value] = framing;
    chunked = name === 'Transfer-Encoding';
    if (!chunked) length = value;
    lines += `${name}: ${value}\r\n`;
  }
  const line = `${method} ${requestTarget}`;
  if (!REQUEST_LINE.test(line) || !isFieldValue(authority))
    throw new InvalidURL('The method or the URL holds characters that are not allowed in a request line.');
  const text = `${line} HTTP/1.1\r\n${fields.hasHost ? '' : `Host: ${authority}\r\n`}${lines}\r\n`;
  const bytes = length === null ? 0 : checkLength(length, body);
  const kind = chunked ? CHUNKED : length === null ? NO_BODY : BY_LENGTH;
  const head: RequestHead = { text, framing: kind, length: bytes, close: fields.close };
  if (cacheable && text.length <= MAX_REMEMBERED_HEAD) lastHead = { fields, method, requestTarget, authority, head };
  return head;
}

/** Characters; a longer head is not remembered. */
const MAX_REMEMBERED_HEAD = 16_384;

/** The last head without a body: a request that is sent again and again is written once. */
let lastHead: {
  readonly fields: Fields;
  readonly method: string;
  readonly requestTarget: string;
  readonly authority: string;
  readonly head: RequestHead;
} | null = null;

/** Field lines as they are sent, and what they say about body and connection. */
interface Fields {
  readonly lines: string;
  readonly hasHost: boolean;
  readonly chunked: boolean;
  readonly close: boolean;
  readonly length: string | null;
}

const fieldsOf = memoizeLastList(writeFields);

function writeFields(flat: readonly string[]): Fields {
  // Joined at the end: a string that is appended to would be flattened again for each request.
  const lines: string[] = [];
  let hasHost = false;
  let chunked = false;
  let close = false;
  let length: string | null = null;
  const hasTransferEncoding = flat.some(
    (name, i) => i % 2 === 0 && name.length === 17 && name.toLowerCase() === TRANSFER_ENCODING,
  );
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
          // With both, two servers could disagree on where the request ends (RFC 9112 §6.2).
          if (length === null && !hasTransferEncoding) length = value;
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
  if (!isFieldValue(value) || !isToken(name))
    throw new InvalidHeader('A header holds a control character, or one beyond ISO-8859-1.');
  return `${name}: ${value}\r\n`;
}

function checkLength(value: string, body: TransportRequest['body']): number {
  if (!/^[0-9]+$/.test(value)) throw new InvalidHeader('Content-Length must be a number of bytes.');
  const length = Number(value);
  const actual = body === null ? 0 : body instanceof Uint8Array ? body.byteLength : length;
  if (actual !== length) {
    throw new InvalidHeader(`Content-Length says ${length} bytes, but the body has ${actual}.`);
  }
  return length;
}

/** Whether a comma-separated list holds the token, in any case. */
export function hasToken(list: string, token: string): boolean {
  return list.split(',').some((item) => item.trim().toLowerCase() === token);
}
