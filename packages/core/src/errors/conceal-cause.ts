import { redactText, redactUrl } from '#redact';

/** How deep causes are followed: a chain of causes may be circular. */
const MAX_DEPTH = 5;
/** How many errors of an `AggregateError` are looked at: there is one for each address of a host. */
const MAX_ERRORS = 100;

/** Properties that hold a URL or a part of one: errors of `new URL()` have `input`, those of DNS `hostname`. */
const URL_PROPERTIES: ReadonlySet<string> = new Set([
  'base',
  'host',
  'hostname',
  'href',
  'input',
  'origin',
  'path',
  'uri',
  'url',
]);
/** Properties that name the kind of error. */
const UNTOUCHED: ReadonlySet<string> = new Set(['name', 'code', 'type', 'syscall']);

type Properties = Readonly<Record<string, unknown>>;

/**
 * Makes an error of a client or the platform fit to be a cause, which is logged together with the exception. Bytes of the
 * response that it quotes are removed; userinfo and secret parameters of URLs are masked in its message, stack and other
 * text, and in those of its own causes. Returns the error itself, or for a string the masked text.
 */
export function concealCause(cause: unknown): unknown {
  if (typeof cause === 'string') return redactText(cause);
  if (typeof cause !== 'object' || cause === null) return cause;
  dropReceivedBytes(cause);
  const errors = chainOf(cause);
  // A message may quote the URL property of another error in the chain in a form that is not recognized: `user:password@host`.
  const known = new Map<string, string>();
  for (const error of errors) noteUrls(error, known);
  for (const error of errors) conceal(error, known);
  return cause;
}

function chainOf(root: object): readonly object[] {
  const chain = new Set<object>();
  const visit = (error: unknown, depth: number): void => {
    if (!isError(error) || depth > MAX_DEPTH || chain.has(error)) return;
    chain.add(error);
    const { cause, errors } = error as { cause?: unknown; errors?: unknown };
    visit(cause, depth + 1);
    if (Array.isArray(errors)) for (const each of errors.slice(0, MAX_ERRORS)) visit(each, depth + 1);
  };
  visit(root, 0);
  return [...chain];
}

/** An error of any realm. Anything else that was given as a cause is left unchanged. */
function isError(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return typeof (value as { message?: unknown }).message === 'string' && 'stack' in value;
}

function noteUrls(error: object, known: Map<string, string>): void {
  for (const name of URL_PROPERTIES) {
    const value = ownText(error, name);
    if (value === null) continue;
    const shown = redactUrl(value);
    if (shown !== value) known.set(value, shown);
  }
}

function conceal(error: object, known: ReadonlyMap<string, string>): void {
  for (const name of Reflect.ownKeys(error)) {
    if (typeof name !== 'string' || UNTOUCHED.has(name)) continue;
    const value = ownText(error, name);
    if (value === null) continue;
    let shown = known.get(value) ?? value;
    if (shown === value) {
      for (const [url, safe] of known) shown = shown.replaceAll(url, safe);
      shown = redactText(shown);
    }
    if (shown !== value) replace(error, name, shown);
  }
}

/** An own property that is a non-empty string; `null` for any other, also for a getter that throws. */
function ownText(error: object, name: string): string | null {
  if (!Object.hasOwn(error, name)) return null;
  try {
    const value = (error as Properties)[name];
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}

function replace(error: object, name: string, value: string): void {
  const enumerable = Object.getOwnPropertyDescriptor(error, name)?.enumerable ?? false;
  // Does nothing for a frozen error.
  Reflect.defineProperty(error, name, { value, enumerable, configurable: true, writable: true });
}

/** Where the errors of Node's and undici's HTTP parsers keep the bytes that could not be parsed, and those around them. */
const RECEIVED_BYTES = ['data', 'rawPacket'];

interface ForeignError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Removes the quoted part of a response from a parser's error among the causes: it may contain cookies and tokens. */
function dropReceivedBytes(error: unknown, depth = 0): void {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return;
  const { name, code, cause, errors } = error as ForeignError;
  if (name === 'HTTPParserError' || (typeof code === 'string' && code.startsWith('HPE_'))) {
    for (const property of RECEIVED_BYTES) Reflect.deleteProperty(error, property);
  }
  dropReceivedBytes(cause, depth + 1);
  if (Array.isArray(errors)) for (const each of errors) dropReceivedBytes(each, depth + 1);
}
