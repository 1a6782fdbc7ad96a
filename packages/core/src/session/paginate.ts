import { requestElsewhere } from '#next-hop';
import { redactUrl } from '#redact';
import { redirectUrl } from '#redirect-url';
import { InvalidJSONError, InvalidURL, RequestException } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { checkFunction, checkNumber } from '../lang/check-option.ts';
import { kindOf, knownOptions, type OptionsKind } from '../lang/known-options.ts';
import { ownOptions } from '../lang/own-properties.ts';
import { prepareUrl } from '../request/prepare-url.ts';
import type { Response } from '../response/response.ts';
import { decodeLocation } from '../send/redirect-rules.ts';
import { type RequestOptions, requestingKind, sendOptionsOf } from './options.ts';
import type { Session } from './session.ts';

/** The request for the next page, where it differs from the one before. */
export interface NextPage extends Pick<RequestOptions, 'json' | 'data' | 'headers'> {
  /** Relative to the URL of the page. Left out: the URL that was requested for the page. */
  readonly url?: string | URL | undefined;
}

/** Says how the next page is requested, as a URL that may be relative to the page's, or as more; nothing: there is none. */
export type NextPageOf = (
  response: Response,
) => string | URL | NextPage | null | undefined | Promise<string | URL | NextPage | null | undefined>;

/** Finds the items of a page. */
export type ItemsOf<T> = (
  response: Response,
) => Iterable<T> | AsyncIterable<T> | Promise<Iterable<T> | AsyncIterable<T>>;

/** The options of `session.paginate()`; those of a request are for every page, but `params` only for the first. */
export interface PaginateOptions<T> extends Omit<RequestOptions, 'stream'> {
  /** Default: GET. */
  readonly method?: string | undefined;
  /** Default: the link with `rel="next"` of the Link header. */
  readonly next?: NextPageOf | undefined;
  /** A path in the page's JSON, such as `'$.data.users'`, or a function. Default: the page is a JSON array. */
  readonly items?: string | ItemsOf<T> | undefined;
  /** Stop after this many items. Default: `null`, all. */
  readonly limit?: number | null | undefined;
  /** Pages beyond this many are an error, not an early end. Default: `null`, no limit. */
  readonly maxRequests?: number | null | undefined;
}

const KIND: OptionsKind = requestingKind('paginate()', ['method', 'next', 'items', 'limit', 'maxRequests'], ['stream']);

/** The items of all pages; a page is requested when its first item is asked for. See `Session.paginate`. */
export function paginate<T>(
  session: Session,
  url: string | URL,
  options: PaginateOptions<T> | undefined,
): AsyncGenerator<T, void, undefined> {
  const own = knownOptions(options, KIND);
  const { method = 'GET', next = linkedNext, items, limit, maxRequests, ...request } = own;
  checkFunction('paginate(): next', next);
  checkNumber('paginate(): limit', limit, 0);
  checkNumber('paginate(): maxRequests', maxRequests, 1);
  const itemsOf: ItemsOf<T> = typeof items === 'string' ? itemsAt(items) : (items ?? itemsAt('$'));
  checkFunction('paginate(): items', itemsOf);
  const pages = new Pages(session, method, request, maxRequests ?? Number.POSITIVE_INFINITY);
  return pages.items(url, { next, itemsOf, limit: limit ?? Number.POSITIVE_INFINITY });
}

interface Walk<T> {
  readonly next: NextPageOf;
  readonly itemsOf: ItemsOf<T>;
  readonly limit: number;
}

class Pages {
  readonly #session: Session;
  readonly #method: string;
  readonly #options: RequestOptions;
  readonly #maxRequests: number;
  readonly #requested = new Set<string>();
  #count = 0;
  /** The URL that the caller's credentials are for. */
  #origin: string | null = null;
  /** Whether a page was of another origin. What follows gets no credentials, even if it is of the first origin again. */
  #left = false;

  constructor(session: Session, method: string, options: RequestOptions, maxRequests: number) {
    this.#session = session;
    this.#method = method;
    this.#options = { ...options, stream: false };
    this.#maxRequests = maxRequests;
  }

  async *items<T>(url: string | URL, { next, itemsOf, limit }: Walk<T>): AsyncGenerator<T, void, undefined> {
    let left = limit;
    if (left <= 0) return;
    let response: Response | null = await this.#session.request(this.#method, url, this.#options);
    this.#requested.add(withoutFragment(requestedUrl(response)));
    for (this.#count = 1; response !== null; this.#count++) {
      response.raiseForStatus();
      for await (const item of iterable(await itemsOf(response))) {
        yield item;
        if (--left <= 0) return;
      }
      response = await this.#follow(response, await next(response));
    }
  }

  /** Requests the next page as a redirect to it would be. `null` if there is none. */
  async #follow(response: Response, next: Awaited<ReturnType<NextPageOf>>): Promise<Response | null> {
    if (next === null || next === undefined || next === '') return null;
    const page: NextPage = typeof next === 'string' || next instanceof URL ? { url: next } : next;
    if (typeof page !== 'object')
      throw new TypeError(
        `paginate(): next must return a URL, { url, json, data, headers } or null, not ${kindOf(next)}`,
      );
    const { url: reference, ...changes } = ownOptions(page);
    const from = requestedUrl(response);
    const url = reference === undefined ? from : redirectUrl(String(reference), response.url, '').url;
    this.#check(url, changes, response);
    this.#origin ??= from;
    const session = this.#session;
    const mustStrip = (other: string): boolean => session.shouldStripAuth(this.#origin as string, other);
    this.#left ||= mustStrip(response.request?.url ?? response.url) || mustStrip(url);
    if (!this.#left)
      return session.request(this.#method, url, { ...this.#options, ...changes, params: missingParams(session, url) });
    const { request } = response;
    if (request === null || Object.keys(changes).length > 0 || request.body !== null)
      throw new InvalidURL(`The next page is on another origin, to which only its URL can be followed: ${shown(url)}`, {
        response,
      });
    const elsewhere = requestElsewhere({ session, request, response, target: url, fragment: '' });
    return session.send(elsewhere, sendOptionsOf(this.#options));
  }

  /** @throws RequestException for a page too many, or one that was requested before */
  #check(url: string, { json, data, headers }: NextPage, response: Response): void {
    if (this.#count >= this.#maxRequests)
      throw new RequestException(`There are more pages than maxRequests allows (${this.#maxRequests})`, { response });
    if (data !== undefined || headers !== undefined) return;
    const page = withoutFragment(url);
    const key = json === undefined ? page : `${page} ${JSON.stringify(json)}`;
    if (this.#requested.has(key))
      throw new RequestException(`The next page was requested before, so pages repeat: ${shown(url)}`, { response });
    this.#requested.add(key);
  }
}

/** @throws TypeError for what the caller's `items` returned, if it cannot be iterated */
function iterable<T>(items: Iterable<T> | AsyncIterable<T>): Iterable<T> | AsyncIterable<T> {
  const given = Object(items);
  if (Symbol.asyncIterator in given || Symbol.iterator in given) return items;
  throw new TypeError(`paginate(): items must return a list or another iterable, not ${kindOf(items)}`);
}

const shown = (url: string): string => printable(redactUrl(url));

/** The URL that was asked for, before any redirect. */
function requestedUrl(response: Response): string {
  const first = response.history[0] ?? response;
  return first.request?.url ?? first.url;
}

/** The session's params that a URL does not have yet: a server repeats those of the page before in its links. */
function missingParams(session: Session, url: string): URLSearchParams {
  const present = new URLSearchParams(queryOf(url));
  const missing = new URLSearchParams(queryOf(prepareUrl('http://localhost/', session.params)));
  for (const name of [...missing.keys()]) if (present.has(name)) missing.delete(name);
  return missing;
}

const withoutFragment = (url: string): string => url.split('#', 1)[0] as string;

const queryOf = (url: string): string => /\?([^#]*)/.exec(url)?.[1] ?? '';

function linkedNext(response: Response): string | null {
  for (const { url, rel } of Object.values(response.links)) {
    if (/(?:^|\s)next(?:\s|$)/i.test(rel ?? '')) return decodeLocation(url as string);
  }
  return null;
}

function itemsAt<T>(path: string): ItemsOf<T> {
  const read = valueAt(path);
  return (response) => {
    const items = read(response);
    if (Array.isArray(items)) return items;
    throw new InvalidJSONError(
      `The page has no JSON array at '${path}': \`items\` says where its items are, for example items: '$.data'`,
      { response },
    );
  };
}

/**
 * Makes the `next` of `session.paginate()` for pages that hold a cursor in their JSON: the next request has it as a
 * parameter of its query. A cursor that is missing, `null`, `false` or empty ends the pages.
 * @param path where the cursor is: `'$.meta.next'`; also `[0]` and `['a.b']`
 * @param param name of the query parameter
 * @throws TypeError for another kind of path; while iterating, InvalidJSONError for a cursor that is not text or a number
 */
export function byCursor(path: string, param = 'cursor'): NextPageOf {
  const read = valueAt(path);
  return (response) => {
    const cursor = read(response);
    if (cursor === undefined || cursor === null || cursor === false || cursor === '') return null;
    if (typeof cursor !== 'string' && typeof cursor !== 'number' && typeof cursor !== 'bigint')
      throw new InvalidJSONError(`The page's cursor at '${path}' is not text or a number, but ${kindOf(cursor)}`, {
        response,
      });
    const [url = ''] = requestedUrl(response).split(/[?#]/, 1);
    const kept = queryOf(requestedUrl(response))
      .split('&')
      .filter((pair) => pair !== '' && !new URLSearchParams(pair).has(param));
    return `${url}?${[...kept, new URLSearchParams([[param, String(cursor)]])].join('&')}`;
  };
}

/** Reads a value of a page's JSON; `undefined` if it is not there. @throws TypeError for an invalid path */
function valueAt(path: string): (response: Response) => unknown {
  const names: string[] = [];
  const step = (_all: string, name?: string, index?: string, quoted?: string): string => {
    names.push((name ?? index ?? quoted) as string);
    return '';
  };
  const valid = typeof path === 'string' && path.charAt(0) === '$';
  if (!valid || path.slice(1).replace(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g, step) !== '')
    throw new TypeError(`A path is written like '$.data.items', "$['a.b'][0]" or '$', not ${JSON.stringify(path)}`);
  return (response) => {
    let value: unknown = response.json();
    for (const name of names) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}
