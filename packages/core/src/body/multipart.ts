import type { FileHandleLike } from '#platform';
import { checkHeader } from '../headers/field-syntax.ts';
import { type HeadersInit, headerEntries } from '../headers/header-map.ts';
import { type Bytes, concatBytes, isBytes, toUint8Array } from '../lang/bytes.ts';
import { isRecord } from '../lang/known-options.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { type ParamsInit, paramPairs } from './encode-params.ts';
import { isBlob, isFormData, isStreamable, StreamBody, type StreamSource, streamSource } from './stream-body.ts';

/** The content of one file. */
export type FileContent =
  | string
  | number
  | Bytes
  | Blob
  | FileHandleLike
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>;

/** A file: its content, or `[filename, content, contentType?, headers?]`; a `null` filename makes it a plain field. */
export type FileValue =
  | FileContent
  | null
  | readonly [filename: string | null, content: FileContent | null]
  | readonly [filename: string | null, content: FileContent | null, contentType: string | null | undefined]
  | readonly [
      filename: string | null,
      content: FileContent | null,
      contentType: string | null | undefined,
      headers: HeadersInit | null | undefined,
    ];

/** A file, or several under one key, the first of which is not a string. */
export type FileValues = FileValue | readonly Exclude<FileValue, string>[];

/** The option `files`: files by the name of their field; pairs may repeat a name. */
export type FilesInit =
  | Readonly<Record<string, FileValues>>
  | ReadonlyMap<string, FileValues>
  | Iterable<readonly [string, FileValues]>;

/** A multipart body and its Content-Type. */
export interface Multipart {
  readonly body: Uint8Array | StreamBody;
  readonly contentType: string;
}

type Piece = Uint8Array | StreamSource;

const encoder = new TextEncoder();

/**
 * `files` as multipart/form-data, after the fields of `data`.
 * @throws TypeError for a value that cannot be a file, or `data` that has no fields; InvalidHeader for an invalid header
 * of a part
 */
export function encodeFiles(files: FilesInit, data: unknown): Multipart {
  return encodeMultipart(files, formFields(data));
}

/** A WHATWG FormData, in its order: text fields, and files with name and type. */
export function encodeFormData(form: FormData): Multipart {
  const parts: [string, FileValue][] = [];
  form.forEach((value, name) => {
    if (typeof value === 'string') parts.push([name, [null, value]]);
    else parts.push([name, [value.name, value, value.type || 'application/octet-stream']]);
  });
  return encodeMultipart(parts, null);
}

/** The form fields of `data` when it is given together with `files`. */
function formFields(data: unknown): ParamsInit | null {
  if (data === null) return null;
  if (typeof data === 'string' || isBytes(data))
    throw new TypeError('data must be a form, not text or bytes, when files are given');
  if (isFormData(data)) {
    const fields: [string, string][] = [];
    data.forEach((value, name) => {
      if (typeof value !== 'string') throw new TypeError('a FormData that holds files cannot be combined with files');
      fields.push([name, value]);
    });
    return fields;
  }
  if (isStreamable(data)) throw new TypeError('streamed bodies and files are mutually exclusive');
  return data as ParamsInit;
}

/**
 * As Requests and urllib3 write it (RFC 7578; names escaped as WHATWG does): `data` first, no guessed content types.
 * Files are streamed, not read into memory. When all contents are bytes, the body is bytes too.
 */
export function encodeMultipart(files: FilesInit, data: ParamsInit | null): Multipart {
  const boundary = randomBoundary();
  const pieces: Piece[] = [];
  try {
    if (data !== null) {
      for (const [name, value] of paramPairs(data, 'data')) {
        pieces.push(partHead(boundary, disposition(textOf(name), null), []), bytesOf(value), CRLF);
      }
    }
    for (const [name, value] of fileEntries(files)) {
      for (const file of filesOf(value)) {
        const part = filePart(String(name), file);
        if (part !== null) pieces.push(partHead(boundary, part.disposition, part.headers), part.content, CRLF);
      }
    }
  } catch (error) {
    // Nobody else knows files that came from an iterable.
    for (const piece of pieces) if (!(piece instanceof Uint8Array)) piece.destroy();
    throw error;
  }
  pieces.push(encoder.encode(`--${boundary}--\r\n`));
  const contentType = `multipart/form-data; boundary=${boundary}`;
  if (pieces.every((piece) => piece instanceof Uint8Array)) return { body: concatBytes(pieces), contentType };
  return { body: new StreamBody(concatenate(pieces)), contentType };
}

const CRLF = encoder.encode('\r\n');

function randomBoundary(): string {
  let out = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) out += byte.toString(16).padStart(2, '0');
  return out;
}

function fileEntries(files: FilesInit): Iterable<readonly [unknown, FileValue]> {
  if (typeof files !== 'object' || files === null || isBytes(files)) {
    throw new TypeError('files must be a record, a Map or [name, file] pairs');
  }
  if (typeof (files as Iterable<unknown>)[Symbol.iterator] !== 'function') {
    if (!isRecord(files)) throw new TypeError('files must be a record, a Map or [name, file] pairs');
    return Object.entries(files);
  }
  return pairsOnly(files as Iterable<unknown>);
}

function* pairsOnly(files: Iterable<unknown>): Generator<readonly [unknown, FileValue]> {
  for (const pair of files) {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new TypeError('files given as a list must hold [name, file] pairs');
    yield pair as unknown as readonly [unknown, FileValue];
  }
}

/** An array is several files under one key, unless it starts with a string or `null`: then it is `[filename, content, …]`. */
function filesOf(value: FileValue | readonly FileValue[]): readonly FileValue[] {
  if (isFileList(value)) return [...value];
  if (!Array.isArray(value)) return [value as FileValue];
  const [first] = value as readonly unknown[];
  return value.length > 0 && (typeof first === 'string' || first === null || first === undefined)
    ? [value as unknown as FileValue]
    : (value as readonly FileValue[]);
}

/** The `files` of an `<input type="file" multiple>`. */
function isFileList(value: unknown): value is Iterable<Blob> {
  return Object.prototype.toString.call(value) === '[object FileList]';
}

interface Part {
  readonly disposition: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly content: Piece;
}

function filePart(name: string, value: FileValue): Part | null {
  let filename: string | null;
  let content: unknown = value;
  let contentType: string | null | undefined;
  let extra: HeadersInit | null | undefined;
  if (Array.isArray(value)) {
    if (value.length < 2 || value.length > 4) {
      throw new TypeError(
        `The file '${name}' must be [filename, content, contentType?, headers?], not a list of ${value.length} that begins with text`,
      );
    }
    [filename, content, contentType, extra] = checkedTuple(name, value);
  } else {
    filename = guessFilename(value) ?? name;
  }
  if (content === null || content === undefined) return null;
  if (contentType === undefined && isBlob(content)) contentType = content.type;
  const headers: [string, string][] = [];
  if (contentType) headers.push(['Content-Type', contentType]);
  for (const [key, text] of headerEntries(extra ?? {})) {
    if (!text || key === 'Content-Disposition' || key === 'Content-Type' || key === 'Content-Location') continue;
    headers.push([key, text as string]);
  }
  for (const [key, text] of headers) checkHeader(key, text);
  return { disposition: disposition(name, filename ?? null), headers, content: pieceOf(name, content) };
}

type Tuple = [string | null, unknown, string | null | undefined, HeadersInit | null | undefined];

/** @throws TypeError for a filename, content type or headers of the wrong type */
function checkedTuple(name: string, tuple: readonly unknown[]): Tuple {
  const [filename, , contentType, headers] = tuple;
  for (const [what, value] of [
    ['filename', filename],
    ['contentType', contentType],
  ]) {
    if (value !== null && value !== undefined && typeof value !== 'string') {
      throw new TypeError(
        `The ${what} of the file '${name}' must be text: it is [filename, content, contentType?, headers?]`,
      );
    }
  }
  if (headers !== null && headers !== undefined && (typeof headers !== 'object' || isBlob(headers) || isBytes(headers)))
    throw new TypeError(`The headers of the file '${name}' must be a record`);
  return tuple as unknown as Tuple;
}

function pieceOf(name: string, content: unknown): Piece {
  if (typeof content === 'string') return encoder.encode(content);
  if (typeof content === 'number' || typeof content === 'bigint') return encoder.encode(String(content));
  if (isBytes(content)) return toUint8Array(content);
  if (isStreamable(content)) return streamSource(content);
  throw new TypeError(`The file '${name}' must be bytes, text, a Blob or a stream, not ${typeof content}`);
}

/** Requests' `guess_filename`: the last part of a file's name, unless that is in angle brackets. */
function guessFilename(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const name = ownProperty(value, 'name');
  const path = ownProperty(value, 'path');
  const full = typeof name === 'string' && name !== '' ? name : typeof path === 'string' ? path : '';
  if (full === '' || (full.startsWith('<') && full.endsWith('>'))) return null;
  return full.slice(full.lastIndexOf('/') + 1) || null;
}

function partHead(boundary: string, contentDisposition: string, headers: Part['headers']): Uint8Array {
  let head = `--${boundary}\r\nContent-Disposition: ${contentDisposition}\r\n`;
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
  return encoder.encode(`${head}\r\n`);
}

function disposition(name: string, filename: string | null): string {
  return `form-data; name="${escapeName(name)}"${filename === null ? '' : `; filename="${escapeName(String(filename))}"`}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '%22', '\r': '%0D', '\n': '%0A' };

function escapeName(name: string): string {
  return name.replace(/["\r\n]/g, (c) => ESCAPES[c] as string);
}

function textOf(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value);
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? encoder.encode(value) : value;
}

function concatenate(pieces: readonly Piece[]): StreamSource {
  const sources = pieces.filter((piece): piece is StreamSource => !(piece instanceof Uint8Array));
  let length: number | null = 0;
  for (const piece of pieces) {
    const size: number | null = piece instanceof Uint8Array ? piece.byteLength : piece.length;
    length = length === null || size === null ? null : length + size;
  }
  async function* open(): AsyncGenerator<unknown, void, undefined> {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) yield piece;
      else yield* piece.open();
    }
  }
  return {
    open,
    length,
    repeatable: sources.every((source) => source.repeatable),
    // Each source is its own owner: the same stream given as two files would be empty the second time.
    lock: () => {
      for (const source of sources) source.lock(source);
    },
    destroy: () => {
      for (const source of sources) source.destroy();
    },
  };
}
