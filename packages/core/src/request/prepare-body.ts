import type { FileHandleLike } from '#platform';
import { encodeJson } from '../body/encode-json.ts';
import { encodePairs, type ParamsInit } from '../body/encode-params.ts';
import type { FilesInit } from '../body/multipart.ts';
import { encodeFiles, encodeFormData } from '../body/multipart.ts';
import { isBlob, isFormData, isStreamable } from '../body/stream-body.ts';
import { checkHeader } from '../headers/field-syntax.ts';
import { isBytes } from '../lang/bytes.ts';
import { isRecord } from '../lang/known-options.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import type { PreparedRequest } from './prepared-request.ts';

/** What `data` may be: a form, text, bytes, a Blob, FormData, or a stream or iterable of chunks, which is streamed. */
export type Data =
  | ParamsInit
  | string
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | FileHandleLike
  | FormData
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>
  | null
  | undefined;

interface BodyInit {
  readonly data: Data;
  readonly json: unknown;
  readonly files: FilesInit | null | undefined;
}

/**
 * Requests' `prepare_body`: `files` become multipart, with the fields of `data`; text, bytes and streams are sent as they
 * are, any other `data` as a form; `json` counts when there is neither. Content-Type is set unless the caller gave one.
 */
export function prepareBody(prepared: PreparedRequest, init: BodyInit): void {
  const encoded = encodeBody(init);
  if (encoded !== null) prepared.body = encoded.body;
  prepared.updateFraming();
  const contentType = encoded?.contentType ?? null;
  if (contentType === null || prepared.headers.has('content-type')) return;
  // The type of an object that looks like a Blob may be any string.
  checkHeader('Content-Type', contentType);
  prepared.headers.set('Content-Type', contentType);
}

interface EncodedBody {
  readonly body: unknown;
  readonly contentType: string | null;
}

function encodeBody({ data: given, json, files }: BodyInit): EncodedBody | null {
  const data = hasData(given) ? given : null;
  // biome-ignore lint/suspicious/noExplicitAny: from JavaScript it may be anything
  if (files && (typeof (files as any) !== 'object' || !isEmptyCollection(files))) {
    return encodeFiles(files, data);
  }
  if (data === null) {
    if (json === null || json === undefined) return null;
    return { body: utf8(encodeJson(json)), contentType: 'application/json' };
  }
  if (isFormData(data)) return encodeFormData(data);
  if (isRaw(data)) return { body: data, contentType: isBlob(data) ? data.type || null : null };
  return { body: encodePairs(data as ParamsInit, 'data'), contentType: 'application/x-www-form-urlencoded' };
}

/** Python's truth value: empty text and empty collections count as not given. */
function hasData(data: unknown): boolean {
  if (data === null || data === undefined || data === '' || data === false || data === 0) return false;
  if (typeof data === 'string') return true;
  if (typeof data !== 'object') {
    throw new TypeError(`data must be a form, text, bytes, a Blob, FormData or a stream, not ${typeof data}`);
  }
  if (isBytes(data)) return data.byteLength > 0;
  return isStreamable(data) && !isFormData(data) ? true : !isEmptyCollection(data);
}

function isEmptyCollection(value: object): boolean {
  const { size, length } = value as { size?: unknown; length?: unknown };
  if (Array.isArray(value)) return length === 0;
  if (value instanceof Map) return size === 0;
  if (value instanceof URLSearchParams || isFormData(value)) return value.keys().next().done === true;
  if (typeof (value as Iterable<unknown>)[Symbol.iterator] === 'function') return false;
  // Anything that is not a collection is reported when it is encoded.
  return Object.keys(value).length === 0 && isRecord(value);
}

function isRaw(data: unknown): boolean {
  return typeof data === 'string' || isBytes(data) || isStreamable(data);
}
