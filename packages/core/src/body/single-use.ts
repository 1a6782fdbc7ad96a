import { isDisturbed } from '#platform';
import { UnrewindableBodyError } from '../errors/errors.ts';
import { ownProperty } from '../lang/own-properties.ts';

// Streams and iterators are used up by reading. A request that is given one owns it from the moment it is sent, and
// destroys it when it fails.

/** The body that each stream or iterator was locked for: another one would find it empty. */
const owners = new WeakMap<object, object>();

/** What is used of Node's streams, of web streams and of iterators. */
interface SingleUse {
  readonly destroyed?: unknown;
  readonly errored?: unknown;
  readonly locked?: unknown;
  readonly readableDidRead?: unknown;
  readonly readableEnded?: unknown;
  on?(event: 'error', listener: () => void): unknown;
  destroy?(): unknown;
  cancel?(): unknown;
  return?(): unknown;
}

/** True for a Node stream, a web stream, or an iterator, such as a generator's. */
export function isSingleUse(value: object): boolean {
  return isWebStream(value) || isNodeStream(value) || typeof ownProperty(value, 'next') === 'function';
}

export function isWebStream(value: object): value is ReadableStream<unknown> {
  return typeof ownProperty(value, 'getReader') === 'function';
}

export function isNodeStream(value: object): boolean {
  return typeof ownProperty(value, 'pipe') === 'function';
}

/**
 * A generator that somebody else has read from cannot be told from a new one, so it passes.
 * @throws UnrewindableBodyError when the stream was read, destroyed, cancelled, or locked by a reader or another body
 */
export function assertUnread(value: object, owner: object | null): void {
  const otherOwner = owners.get(value);
  const why = otherOwner !== undefined && otherOwner !== owner ? 'was given to be sent before' : whyUnusable(value);
  if (why === null) return;
  const cause = (value as SingleUse).errored ?? undefined;
  throw new UnrewindableBodyError(
    `The body is a stream that ${why}: it can be sent once only, from its beginning. Give a new stream, bytes, a Blob or a file.`,
    { cause },
  );
}

function whyUnusable(value: object): string | null {
  const { locked, destroyed, readableEnded, readableDidRead } = value as SingleUse;
  if (isWebStream(value)) return locked === true ? 'is locked' : isDisturbed(value) ? 'was read or cancelled' : null;
  if (!isNodeStream(value)) return null;
  if (readableEnded === true || readableDidRead === true) return 'was read';
  return destroyed === true ? 'was destroyed' : null;
}

/**
 * Reserves the stream for the body that is about to be sent.
 * @throws UnrewindableBodyError as `assertUnread`; the error of a stream that has failed by now
 */
export function lockFor(owner: object, value: object): void {
  const { errored } = value as SingleUse;
  if (errored instanceof Error && isNodeStream(value)) throw errored;
  assertUnread(value, owner);
  owners.set(value, owner);
}

/**
 * An error of a Node stream is reported to whoever reads it. Before that, and once the stream is destroyed, nobody
 * listens, and Node would end the process.
 */
export function ignoreErrors(value: object): void {
  if (isNodeStream(value)) (value as SingleUse).on?.('error', ignore);
}

/**
 * Destroys a Node stream, cancels a web stream, returns an iterator, unless it is locked for another body than `owner`.
 * Never throws.
 */
export function destroySingleUse(value: object, owner: object | null): void {
  const given = value as SingleUse;
  const holder = owners.get(value);
  if (holder !== undefined && holder !== owner) return;
  owners.set(value, owner ?? value);
  try {
    if (isWebStream(value)) {
      if (!value.locked) ignoreRejection(value.cancel());
    } else if (isNodeStream(value)) {
      ignoreErrors(value);
      given.destroy?.();
    } else ignoreRejection(given.return?.());
  } catch {
    // The request has failed already: an error of the stream's own cleanup would only hide why.
  }
}

/**
 * For a request that fails before it has a body: destroys the streams in its `data` and `files`, unless another request
 * is sending them.
 */
export function destroyGivenStreams(data: unknown, files: unknown): void {
  destroyGiven(data);
  destroyInFiles(files, 0);
}

/** `files` is a record, a Map or a list; its values are contents, or lists that have one in them. */
function destroyInFiles(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > 3) return;
  if (fetchBody(value) !== undefined || isSingleUse(value)) destroyGiven(value);
  else if (Array.isArray(value)) for (const each of value) destroyInFiles(each, depth + 1);
  else if (value instanceof Map) for (const each of value.values()) destroyInFiles(each, depth + 1);
  else if (isPlainObject(value)) for (const each of Object.values(value)) destroyInFiles(each, depth + 1);
}

function destroyGiven(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const body = fetchBody(value);
  if (body !== undefined) destroyGiven(body);
  else if (isSingleUse(value)) destroySingleUse(value, null);
}

/** The stream of a fetch's `Response` or `Request`; `undefined` for any other object. */
export function fetchBody(value: object): object | null | undefined {
  if (typeof ownProperty(value, 'bodyUsed') !== 'boolean' || typeof ownProperty(value, 'arrayBuffer') !== 'function') {
    return undefined;
  }
  return (ownProperty(value, 'body') ?? null) as object | null;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function ignoreRejection(result: unknown): void {
  void Promise.resolve(result).catch(ignore);
}

function ignore(): void {}
