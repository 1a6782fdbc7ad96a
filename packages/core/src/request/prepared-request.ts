import type { AuthFlow } from '../auth/auth.ts';
import { type BodySource, toBodySource } from '../body/body-source.ts';
import { writeFraming } from '../body/framing.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import { type HeaderMap, redactHeaders } from '../headers/header-map.ts';
import { inspectAs } from '../platform/inspect.ts';
import { redactUrl } from '../url/redact.ts';
import { urlParts } from '../url/url-parts.ts';
import { addHooks, type Hooks, type ResponseHook } from './hooks.ts';

/**
 * A request as it goes on the wire: the exact method, URL, headers and body. Each may be changed before it is sent,
 * by an auth function above all; lengths are put right when it is.
 */
export class PreparedRequest {
  /** Upper case. */
  method: string;
  /** Absolute and encoded; with fragment and userinfo, which are not sent. */
  url: string;
  headers: HeaderMap;
  /** What is called with the response: `{ response: [...] }`. */
  hooks: Hooks;
  /** The cookies that apply to this request and its redirects: the session's and its own. */
  cookies: CookieJar | null = null;
  /** Authentication of several rounds, run when the request is sent. */
  auth: AuthFlow | null = null;
  /** A redirect led to another origin: credentials of the first one must not be added on the way. @internal */
  leftOrigin = false;
  #body: unknown = null;
  #source: BodySource = null;

  constructor(init: { method: string; url: string; headers: HeaderMap; hooks?: Hooks | undefined }) {
    this.method = init.method;
    this.url = init.url;
    this.headers = init.headers;
    this.hooks = init.hooks ?? { response: [] };
  }

  /** Text, bytes, a Blob, a stream, an (async) iterable of chunks, or `null`. @throws TypeError for anything else. */
  get body(): unknown {
    return this.#body;
  }

  set body(value: unknown) {
    // A stream that is being sent stays the body that it is.
    if (value === this.#body && typeof value === 'object') return;
    this.#source = toBodySource(value);
    this.#body = value ?? null;
  }

  /** The body in the one shape that sending knows. */
  get source(): BodySource {
    return this.#source;
  }

  /** Path and query, as in the request line (Requests' `path_url`). */
  get pathUrl(): string {
    const target = urlParts(this.url)?.target ?? '';
    return target.startsWith('/') ? target : `/${target}`;
  }

  /** Headers are copied; the body, hooks and cookies are shared. */
  copy(): PreparedRequest {
    const copy = new PreparedRequest({
      method: this.method,
      url: this.url,
      headers: this.headers.copy(),
      hooks: this.hooks,
    });
    copy.cookies = this.cookies;
    copy.auth = this.auth;
    copy.leftOrigin = this.leftOrigin;
    copy.#body = this.#body;
    copy.#source = this.#source;
    return copy;
  }

  /** Adds a hook for `response`. @throws TypeError for another event. */
  registerHook(event: 'response', hook: ResponseHook | readonly ResponseHook[]): void {
    this.hooks = addHooks(this.hooks, event, hook);
  }

  /** Removes a hook; true when it was there. */
  deregisterHook(event: 'response', hook: ResponseHook): boolean {
    const hooks = this.hooks[event];
    const at = hooks.indexOf(hook);
    if (at >= 0) this.hooks = { response: hooks.toSpliced(at, 1) };
    return at >= 0;
  }

  /**
   * Writes Content-Length or Transfer-Encoding for the body as it is now (Requests' `prepare_content_length`): the
   * length when it is known, `chunked` for pieces of unknown length; `Content-Length: 0` for no body with any method
   * but GET and HEAD. Empty text and bytes are left as they are.
   */
  updateFraming(): void {
    writeFraming(this);
  }

  /** For logs: with `***` for userinfo, and for headers and query values that are secret. */
  toJSON(): { method: string; url: string; headers: Record<string, string> } {
    return { method: this.method, url: redactUrl(this.url), headers: redactHeaders(this.headers) };
  }
}

inspectAs(PreparedRequest, (request) => `<PreparedRequest [${request.method}]>`);
