import { beforePreparing } from '#ahead';
import type { Auth } from '../auth/auth.ts';
import type { FilesInit } from '../body/multipart.ts';
import type { CookieSource } from '../cookies/cookie-source.ts';
import type { HeadersInit } from '../headers/header-map.ts';
import { inspectAs } from '../platform/inspect.ts';
import { redactUrl } from '../url/redact.ts';
import { type Hooks, type HooksInit, normaliseHooks } from './hooks.ts';
import { ownOptions } from './own-options.ts';
import { notPrepared, prepare } from './prepare.ts';
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
  hooks: Hooks;

  constructor(method: string, url: string | URL, options: RequestInit = {}) {
    this.method = method;
    this.url = url;
    const own = ownOptions(options);
    this.params = own.params;
    this.data = own.data;
    this.json = own.json;
    this.files = own.files;
    this.headers = own.headers;
    this.cookies = own.cookies;
    this.auth = own.auth;
    this.hooks = normaliseHooks(own.hooks);
  }

  /** Prepares without a session: no default headers, no cookies or settings but the request's own. */
  async prepare(): Promise<PreparedRequest> {
    try {
      if (beforePreparing !== null) await beforePreparing(this, null);
    } catch (error) {
      throw notPrepared(error, this, null);
    }
    return prepare(this, null);
  }

  /** For logs: what may be secret is left out. */
  toJSON(): { method: string; url: string } {
    return { method: this.method, url: redactUrl(String(this.url)) };
  }
}

inspectAs(Request, (request) => `<Request [${request.method}]>`);
