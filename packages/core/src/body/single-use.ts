import { isDisturbed } from '#platform';
import { UnrewindableBodyError } from '../errors/errors.ts';
import { ownProperty } from '../lang/own-properties.ts';

/** The body that each stream and iterator belongs to, from the moment it is sent: a second one would find it empty. */
const owners = new WeakMap<object, object>();

/** What is used of Node's streams, of web streams and of iterators. */
interface Consumable {
  readonly locked?: unknown;
  readonly destroyed?: unknown;
  readonly errored?: unknown;
  readonly readableEnded?: unknown;
  readonly readableDidRead?: unknown;
  on?(event: 'error', listener: () => void): unknown;
  destroy?(): unknown;
  cancel?(): unknown;
  return?(): unknown;
}

/** A Node stream, a web stream, or an iterator (a generator, for one): reading uses it up. */
export function isConsumable(value: object): boolean {
  return isWebStream(value) || isNodeStream(value) || typeof ownProperty(value, 'next') === 'function';
}

export function isWebStream(value: object): value is ReadableStream<unknown> {
  return typeof ownProperty(value, 'getReader') === 'function';
}

export function isNodeStream(value: object): boolean {
  return typeof ownProperty(value, 'pipe') === 'function';
}

/**
 * Of a generator that somebody else has read nobody can tell: it looks like an empty one, or like the rest of it.
 * @throws UnrewindableBodyError when it was read, destroyed or cancelled, is locked, or was sent as another body
 */
export function checkUnread(value: object, owner: object | null): void {
  const other = owners.get(value);
  const why = other !== undefined && other !== owner ? 'was given to be sent before' : whyUnusable(value);
  if (why === null) return;
  const cause = (value as Consumable).errored ?? undefined;
  throw new UnrewindableBodyError(
    `The body is a stream that ${why}: it can be sent once only, from its beginning. Give a new stream, bytes, a Blob or a file.`,
    { cause },
  );
}

function whyUnusable(value: object): string | null {
  const { locked, destroyed, readableEnded, readableDidRead } = value as Consumable;
  if (isWebStream(value)) return locked === true ? 'is locked' : isDisturbed(value) ? 'was read or cancelled' : null;
  if (!isNodeStream(value)) return null;
  if (readableEnded === true || readableDidRead === true) return 'was read';
  return destroyed === true ? 'was destroyed' : null;
}

/**
 * Reserves it for a body that is about to be sent.
 * @throws UnrewindableBodyError as `checkUnread` does; what the stream itself has failed with meanwhile
 */
export function claim(value: object, owner: object): void {
  const { errored } = value as Consumable;
  if (errored instanceof Error && isNodeStream(value)) throw errored;
  checkUnread(value, owner);
  owners.set(value, owner);
}

/**
 * An error of a Node stream is met by whoever reads it. Until then, and after it was given up, it has no listener: Node
 * would end the process.
 */
export function expectErrors(value: object): void {
  if (isNodeStream(value)) (value as Consumable).on?.('error', ignore);
}

/**
 * Destroys a Node stream, cancels a web stream, returns an iterator; not what another body than `owner` has claimed. Never
 * throws.
 */
export function destroyConsumable(value: object, owner: object | null): void {
  const given = value as Consumable;
  const holder = owners.get(value);
  if (holder !== undefined && holder !== owner) return;
  owners.set(value, owner ?? value);
  try {
    if (isWebStream(value)) {
      if (!value.locked) quietly(value.cancel());
    } else if (isNodeStream(value)) {
      expectErrors(value);
      given.destroy?.();
    } else quietly(given.return?.());
  } catch {
    // Nobody waits for what the caller's own cleaning up ran into.
  }
}

/**
 * Lets go of what a request was given as `data` or `files` when it fails before it has a body. What another request is
 * sending is left to it.
 */
export function releaseGiven(data: unknown, files: unknown): void {
  release(data);
  releaseFiles(files, 0);
}

/** `files` is a record, a Map or a list; its values are contents, or lists that hold one. */
function releaseFiles(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > 3) return;
  if (isReleasable(value)) release(value);
  else if (Array.isArray(value)) for (const each of value) releaseFiles(each, depth + 1);
  else if (value instanceof Map) for (const each of value.values()) releaseFiles(each, depth + 1);
  else if (isPlain(value)) for (const each of Object.values(value)) releaseFiles(each, depth + 1);
}

function isReleasable(value: object): boolean {
  return bodyOf(value) !== undefined || isConsumable(value);
}

function release(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const body = bodyOf(value);
  if (body !== undefined) release(body);
  else if (isConsumable(value)) destroyConsumable(value, null);
}

/** The stream within a `Response` or `Request` of a fetch; `undefined` for anything else. */
export function bodyOf(value: object): object | null | undefined {
  if (typeof ownProperty(value, 'bodyUsed') !== 'boolean' || typeof ownProperty(value, 'arrayBuffer') !== 'function') {
    return undefined;
  }
  return (ownProperty(value, 'body') ?? null) as object | null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function quietly(result: unknown): void {
  void Promise.resolve(result).catch(ignore);
}

function ignore(): void {}
