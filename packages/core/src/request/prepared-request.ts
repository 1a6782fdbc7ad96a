import { inspectAs } from '#inspect';
import { redactUrl } from '#redact';
import type { AuthFlow } from '../auth/auth.ts';
import { type BodySource, toBodySource } from '../body/body-source.ts';
import { writeFraming } from '../body/framing.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import { type HeaderMap, redactHeaders } from '../headers/header-map.ts';
import { urlParts } from '../url/url-parts.ts';
import { addHooks, type Hooks, type HooksInit, type HookTypes, NO_HOOKS, normaliseHooks, removeHook } from './hooks.ts';

/**
 * A request as it will be sent: the exact method, URL, headers and body. Each may be changed before that, by an auth
 * function for example; Content-Length then follows the body.
 */
export class PreparedRequest {
  /** Upper case. */
  method: string;
  /** Absolute and encoded. Its fragment and userinfo are not sent. */
  url: string;
  /** All headers, in the order in which they are sent. */
  headers: HeaderMap;
  /** The cookies for this request and its redirects: the session's and its own. */
  cookies: CookieJar | null = null;
  /** Authentication in several rounds, which runs when the request is sent. */
  auth: AuthFlow | null = null;
  /** A redirect has led to another origin: credentials for the first one must not be added any more. @internal */
  leftOrigin = false;
  #hooks: Hooks;
  #body: unknown = null;
  #source: BodySource = null;

  constructor(init: { method: string; url: string; headers: HeaderMap; hooks?: HooksInit | undefined }) {
    this.method = init.method;
    this.url = init.url;
    this.headers = init.headers;
    this.#hooks = Object.hasOwn(init, 'hooks') ? normaliseHooks(init.hooks) : NO_HOOKS;
  }

  /** The functions that are called with this request, its response and its error. */
  get hooks(): Hooks {
    return this.#hooks;
  }

  set hooks(hooks: HooksInit | null) {
    this.#hooks = normaliseHooks(hooks);
  }

  /** Text, bytes, a Blob, a stream, an (async) iterable of chunks, or `null`. @throws TypeError for anything else. */
  get body(): unknown {
    return this.#body;
  }

  set body(value: unknown) {
    // Assigning the same stream again must not make a second body of it.
    if (value === this.#body && typeof value === 'object') return;
    this.#source = toBodySource(value);
    this.#body = value ?? null;
  }

  /** The body in a form that can be sent. @internal */
  get source(): BodySource {
    return this.#source;
  }

  /** Path and query, as in the request line: Requests' `path_url`. */
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
    });
    copy.#hooks = this.#hooks;
    copy.cookies = this.cookies;
    copy.auth = this.auth;
    copy.leftOrigin = this.leftOrigin;
    copy.#body = this.#body;
    copy.#source = this.#source;
    return copy;
  }

  /** Adds a hook. @throws TypeError for an event that does not exist. */
  registerHook<E extends keyof HookTypes>(event: E, hook: HookTypes[E] | readonly HookTypes[E][]): void {
    this.#hooks = addHooks(this.#hooks, event, hook);
  }

  /** Removes a hook; true when it was there. @throws TypeError for an event that does not exist. */
  deregisterHook<E extends keyof HookTypes>(event: E, hook: HookTypes[E]): boolean {
    const before = this.#hooks;
    this.#hooks = removeHook(before, event, hook);
    return this.#hooks !== before;
  }

  /** As the setter, for hooks that are known to be complete. @internal */
  setHooks(hooks: Hooks): void {
    this.#hooks = hooks;
  }

  /**
   * Sets Content-Length or Transfer-Encoding for the current body (Requests' `prepare_content_length`): its length when
   * known, `chunked` for a stream of unknown length, `Content-Length: 0` without a body unless the method is GET or HEAD.
   */
  updateFraming(): void {
    writeFraming(this);
  }

  /** For logs: `***` replaces userinfo, and headers and query values that are secret. */
  toJSON(): { method: string; url: string; headers: Record<string, string> } {
    return { method: this.method, url: redactUrl(this.url), headers: redactHeaders(this.headers) };
  }
}

inspectAs(PreparedRequest, (request) => `<PreparedRequest [${request.method}]>`);
