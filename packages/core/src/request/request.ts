import type { Auth } from '../auth/auth.ts';
import type { FilesInit } from '../body/multipart.ts';
import type { CookieSource } from '../cookies/cookie-source.ts';
import type { HeadersInit } from '../headers/header-map.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { isEmptyOptions } from '../lang/own-properties.ts';
import { inspectAs } from '../platform/inspect.ts';
import { redactUrl } from '../url/redact.ts';
import { type Hooks, type HooksInit, NO_HOOKS, normaliseHooks } from './hooks.ts';
import { prepare } from './prepare.ts';
import type { Data } from './prepare-body.ts';
import type { Params } from './prepare-url.ts';
import type { PreparedRequest } from './prepared-request.ts';

/** Headers as a request takes them: `null` removes the session's. */
export type RequestHeaders =
  | HeadersInit
  | Readonly<Record<string, string | null | undefined>>
  | Iterable<readonly [string, string | null | undefined]>;

/** What a request is made of. */
export interface RequestInit {
  /** Added to the URL's query. */
  readonly params?: Params;
  /** The body: a form, text, bytes, a Blob, FormData, or pieces. */
  readonly data?: Data;
  /** The body as JSON; ignored when `data` or `files` is given. */
  readonly json?: unknown;
  /** Files of a multipart/form-data body. */
  readonly files?: FilesInit | null | undefined;
  readonly headers?: RequestHeaders | null | undefined;
  /** Cookies for this request alone. */
  readonly cookies?: CookieSource | null | undefined;
  readonly auth?: Auth | null | undefined;
  readonly hooks?: HooksInit | null | undefined;
}

export const REQUEST_NAMES: readonly (keyof RequestInit)[] = [
  'params',
  'data',
  'json',
  'files',
  'headers',
  'cookies',
  'auth',
  'hooks',
];

const OF_SENDING = 'it is an option of sending, not of what is sent: give it to session.send()';

const KIND: OptionsKind = optionsKind('new Request()', REQUEST_NAMES, {
  body: 'data',
  form: 'data',
  query: 'params',
  searchparams: 'params',
  allowredirects: OF_SENDING,
  cert: OF_SENDING,
  maxbodysize: OF_SENDING,
  proxies: OF_SENDING,
  signal: OF_SENDING,
  stream: OF_SENDING,
  timeout: OF_SENDING,
  verify: OF_SENDING,
});

/** A request as the caller means it, before a session's settings are merged in and it is prepared. */
export class Request {
  method: string;
  url: string | URL;
  params: Params;
  data: Data;
  json: unknown;
  files: FilesInit | null | undefined;
  headers: RequestHeaders | null | undefined;
  cookies: CookieSource | null | undefined;
  auth: Auth | null | undefined;
  hooks: Hooks = NO_HOOKS;

  /** @throws TypeError for an option that does not exist */
  constructor(method: string, url: string | URL, options?: RequestInit) {
    this.method = method;
    this.url = url;
    const own = knownOptions(options, KIND);
    if (!isEmptyOptions(own)) fill(this, own);
  }

  /** Prepares without a session: no default headers, no cookies or settings but the request's own. */
  async prepare(): Promise<PreparedRequest> {
    return prepare(this, null);
  }

  /** For logs: what may be secret is left out. */
  toJSON(): { method: string; url: string } {
    return { method: this.method, url: redactUrl(String(this.url)) };
  }
}

/** A request of options that were checked, and may hold others that are for sending it. */
export function requestWith(method: string, url: string | URL, options: RequestInit): Request {
  const request = new Request(method, url);
  if (!isEmptyOptions(options)) fill(request, options);
  return request;
}

function fill(request: Request, own: RequestInit): void {
  request.params = own.params;
  request.data = own.data;
  request.json = own.json;
  request.files = own.files;
  request.headers = own.headers;
  request.cookies = own.cookies;
  request.auth = own.auth;
  request.hooks = normaliseHooks(own.hooks);
}

inspectAs(Request, (request) => `<Request [${request.method}]>`);
