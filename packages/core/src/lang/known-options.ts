import { isEmptyOptions, ownOptions } from './own-properties.ts';

/** Which options an object may have, and the words for messages about the others. */
export interface OptionsKind {
  /** The subject of the message: `A request` has no option … */
  readonly subject: string;
  /** The names of the options. */
  readonly names: ReadonlySet<string>;
  /**
   * What other libraries call an option, in lower case without `_` and `-`, with our name for it; or with a sentence that
   * helps.
   */
  readonly hints: Readonly<Record<string, string>>;
  /** What the names are called in messages: `option`, `part`, `key`. */
  readonly noun: string;
  /** What to write for something that is not such an object, or has none of these options. */
  readonly otherwise?: string | null;
}

/** Describes the options of something, for `knownOptions`. */
export function optionsKind(
  subject: string,
  names: readonly string[],
  hints: Readonly<Record<string, string>> = {},
  noun = 'option',
): OptionsKind {
  return { subject, names: new Set(names), hints, noun };
}

/**
 * As `ownOptions`, for options that come from a caller: a misspelt one would be silently ignored.
 * @throws TypeError for an option that does not exist, or a value that is not an object of options
 */
export function knownOptions<T extends object>(options: T | null | undefined, kind: OptionsKind): T {
  const own = ownOptions(options);
  if (!isEmptyOptions(own)) checkOptions(own, kind, options as T);
  return own;
}

/** `given`: what `options` was copied from. @throws TypeError for an own property that is not an option of this kind */
export function checkOptions(options: object, kind: OptionsKind, given: object = options): void {
  if (typeof given !== 'object' || Array.isArray(given)) throw new TypeError(notOptions(kind, given));
  let any = false;
  for (const name in options) {
    // `hasOwn` is for objects with a prototype: there, `for … in` lists inherited properties too.
    if (!kind.names.has(name) && Object.hasOwn(options, name)) throw new TypeError(unknownOption(kind, name, given));
    any = true;
  }
  if (!any && !isRecord(given)) throw new TypeError(notOptions(kind, given));
}

/**
 * False for a Date, a Promise, an AbortSignal and the like: their properties are not their own, so all of them would be
 * ignored. Any other object may be a record, even without properties.
 */
export function isRecord(value: object): boolean {
  return Object.keys(value).length > 0 || /^\[object (?:Object|Module)\]$/.test(Object.prototype.toString.call(value));
}

function notOptions({ subject, otherwise }: OptionsKind, given: unknown): string {
  const message = `${subject} takes its options as an object, not as ${kindOf(given)}`;
  return otherwise ? `${message}: ${otherwise}` : message;
}

function unknownOption(kind: OptionsKind, name: string, given: object): string {
  // Bytes have an own property for each byte.
  if (ArrayBuffer.isView(given)) return notOptions(kind, given);
  const message = noSuchOption(kind, name);
  const hinted = message.includes(': ') || Object.keys(given).some((known) => kind.names.has(known));
  return !kind.otherwise || hinted ? message : `${message}: ${kind.otherwise}`;
}

/** The kind of a value, with its article. The value itself is never shown: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const what = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
  return `${/^[aeio]/i.test(what) ? 'an' : 'a'} ${what}`;
}

/** The message for an option that does not exist, with the option that was most likely meant. */
export function noSuchOption({ subject, names, hints, noun }: OptionsKind, name: string): string {
  const message = `${subject} has no ${noun} '${shownName(name)}'`;
  const plain = plainName(name);
  const hint = Object.hasOwn(hints, plain) ? (hints[plain] as string) : null;
  if (hint?.includes(' ') === true) return `${message}: ${hint}`;
  const meant = hint ?? nearest(name, names);
  if (meant !== null) return `${message}: did you mean '${meant}'?`;
  return names.size > 12 ? message : `${message}. It has ${[...names].join(', ') || 'none'}`;
}

/** The name may be anything, even a URL with a password, or contain line breaks. */
function shownName(name: string): string {
  const text = /^[\x21-\x7e]{1,60}$/.test(name) ? name : JSON.stringify(name.slice(0, 60)).slice(1, -1);
  return /[@:]/.test(text) ? text.replace(/\/\/.*@/, '//***@') : text;
}

const plainName = (name: string): string => name.toLowerCase().replace(/[_-]/g, '');

/** The name that is closest to this one, or `null` if none is close enough to have been meant. */
export function nearest(name: string, names: Iterable<string>): string | null {
  if (name.length > 60) return null;
  const plain = plainName(name);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const candidate of names) {
    const other = plainName(candidate);
    const begins = plain.length > 3 && other.startsWith(plain);
    const distance = begins ? Math.min(1, other.length - plain.length) : editDistance(plain, other);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Characters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] as number;
}
