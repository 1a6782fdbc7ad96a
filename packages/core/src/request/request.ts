import { inspectAs } from '#inspect';
import { redactUrl } from '#redact';
import type { Auth } from '../auth/auth.ts';
import type { FilesInit } from '../body/multipart.ts';
import type { CookieSource } from '../cookies/cookie-source.ts';
import type { RequestHeaders } from '../headers/header-map.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { isEmptyOptions } from '../lang/own-properties.ts';
import { type Hooks, type HooksInit, NO_HOOKS, normaliseHooks } from './hooks.ts';
import { prepare } from './prepare.ts';
import type { Data } from './prepare-body.ts';
import type { Params } from './prepare-url.ts';
import type { PreparedRequest } from './prepared-request.ts';

/** The options of a request. */
export interface RequestInit {
  /** Added to the URL's query. */
  readonly params?: Params;
  /** The body: a form, text, bytes, a Blob, FormData, or a stream or iterable of chunks. */
  readonly data?: Data;
  /** The body as JSON; ignored when `data` or `files` is given. */
  readonly json?: unknown;
  /** Files of a multipart/form-data body. */
  readonly files?: FilesInit | null | undefined;
  /** Added to those of the session; a header of the same name replaces it, and `null` removes it. */
  readonly headers?: RequestHeaders | null | undefined;
  /** Cookies for this request only, and its redirects. */
  readonly cookies?: CookieSource | null | undefined;
  /** `[user, password]` for Basic, a function of the request, or an object such as `HTTPDigestAuth`. Default: the session's, or netrc's. */
  readonly auth?: Auth | null | undefined;
  /** Functions to call with each response. Instead of the session's. */
  readonly hooks?: HooksInit | null | undefined;
}

/** A record, so that the compiler notices one that is missing. */
const OPTIONS: Readonly<Record<keyof RequestInit, true>> = {
  params: true,
  data: true,
  json: true,
  files: true,
  headers: true,
  cookies: true,
  auth: true,
  hooks: true,
};

/** The names of a request's options. */
export const REQUEST_OPTIONS = Object.keys(OPTIONS) as readonly (keyof RequestInit)[];

const OF_SENDING = 'it is an option of sending, not of what is sent: give it to session.send()';

const KIND: OptionsKind = optionsKind('new Request()', REQUEST_OPTIONS, {
  body: 'data',
  form: 'data',
  query: 'params',
  searchparams: 'params',
  allowredirects: OF_SENDING,
  cert: OF_SENDING,
  context: OF_SENDING,
  defaultencoding: OF_SENDING,
  maxbodysize: OF_SENDING,
  ondownloadprogress: OF_SENDING,
  onuploadprogress: OF_SENDING,
  parsejson: OF_SENDING,
  proxies: OF_SENDING,
  signal: OF_SENDING,
  stream: OF_SENDING,
  timeout: OF_SENDING,
  trace: OF_SENDING,
  verify: OF_SENDING,
});

/** A request before it is prepared: a session's settings are not merged in yet. */
export class Request {
  /** The HTTP method, in any case. */
  method: string;
  /** The URL, or with a `baseUrl` of the session a path. */
  url: string | URL;
  /** As the option of the same name. */
  params: Params;
  /** As the option of the same name. */
  data: Data;
  /** As the option of the same name. */
  json: unknown;
  /** As the option of the same name. */
  files: FilesInit | null | undefined;
  /** As the option of the same name. */
  headers: RequestHeaders | null | undefined;
  /** As the option of the same name. */
  cookies: CookieSource | null | undefined;
  /** As the option of the same name. */
  auth: Auth | null | undefined;
  #hooks: Hooks = NO_HOOKS;

  /** @throws TypeError for an option that does not exist */
  constructor(method: string, url: string | URL, options?: RequestInit) {
    this.method = method;
    this.url = url;
    const own = knownOptions(options, KIND);
    if (!isEmptyOptions(own)) fill(this, own);
  }

  /** The functions for each event; may be set in any form of the option. */
  get hooks(): Hooks {
    return this.#hooks;
  }

  set hooks(hooks: HooksInit | null | undefined) {
    this.#hooks = normaliseHooks(hooks);
  }

  /** Prepares without a session: with no headers, cookies and settings but the request's own. */
  async prepare(): Promise<PreparedRequest> {
    return prepare(this, null);
  }

  /** For logs: without anything that may be secret. */
  toJSON(): { method: string; url: string } {
    return { method: this.method, url: redactUrl(String(this.url)) };
  }
}

/** As the constructor, for options that were checked and may include options of `send()`. */
export function requestWith(method: string, url: string | URL, options: RequestInit): Request {
  const request = new Request(method, url);
  if (!isEmptyOptions(options)) fill(request, options);
  return request;
}

// Written out: a loop over the names would make a small request measurably slower.
function fill(request: Request, options: RequestInit): void {
  request.params = options.params;
  request.data = options.data;
  request.json = options.json;
  request.files = options.files;
  request.headers = options.headers;
  request.cookies = options.cookies;
  request.auth = options.auth;
  request.hooks = options.hooks;
}

inspectAs(Request, (request) => `<Request [${request.method}]>`);
