import { dropReceivedBytes } from './received-bytes.ts';
import { redactText, redactUrl } from './redact.ts';

/** How deep causes are followed: a cause may lead back to itself. */
const MAX_DEPTH = 5;
/** Errors of one `AggregateError` that are looked at: one for each address of a host. */
const MAX_ERRORS = 100;

/** Properties that hold a URL, or a part of one: `new URL()` keeps its input, DNS its host name. */
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
/** They name the kind of error. */
const UNTOUCHED: ReadonlySet<string> = new Set(['name', 'code', 'type', 'syscall']);

type Properties = Readonly<Record<string, unknown>>;

/**
 * Makes an error of a client or of the platform fit to be a cause, which is shown with the exception: what it quotes of a
 * response is taken off, and userinfo and secret parameters of URLs are hidden in its message, its stack and its other
 * text, and in those of its own causes. Returns the cause: the error itself, or text without secrets.
 */
export function concealCause(cause: unknown): unknown {
  if (typeof cause === 'string') return redactText(cause);
  if (typeof cause !== 'object' || cause === null) return cause;
  dropReceivedBytes(cause);
  const errors = chainOf(cause);
  // A message may quote what another error of the chain keeps, and not look like a URL there: `user:password@host`.
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

/** An error of any realm; whatever else was given as a cause is not changed. */
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

/** An error's own text; `null` for anything else, getters that throw among it. */
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
  // A frozen error stays as it is.
  Reflect.defineProperty(error, name, { value, enumerable, configurable: true, writable: true });
}
