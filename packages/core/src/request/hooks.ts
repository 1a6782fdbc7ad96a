import { nearest } from '../lang/known-options.ts';
import { ownOptions } from '../lang/own-properties.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import type { Response } from '../response/response.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { Cert, Verify } from './tls-options.ts';

/** The settings of the exchange that a response hook is called for. */
export interface HookContext {
  /** Whether the body is left to be read by the caller. */
  readonly stream: boolean;
  /** Milliseconds, by part; `null`: forever. */
  readonly timeout: { readonly connect: number | null; readonly read: number | null; readonly total: number | null };
  /** Whether, or by which CA certificates, the server's certificate was verified. */
  readonly verify: Verify;
  /** The client certificate; `null`: none. */
  readonly cert: Cert | null;
  /** The proxies of this URL by scheme, those of the environment included. */
  readonly proxies: Proxies;
}

type Nothing = void | null | undefined;

/**
 * Called with each request before it is sent: the first one, and those that follow redirects. It may change the request, and
 * may be async. What it throws is what the call rejects with.
 */
export type RequestHook = (request: PreparedRequest) => unknown;

/**
 * Called with each response, before a redirect is followed and before the body is read. May return a replacement; may be
 * async.
 */
export type ResponseHook = (
  response: Response,
  context: HookContext,
) => Response | Nothing | Promise<Response | Nothing>;

/**
 * Called once for a call that fails, with what it is about to reject with: for exceptions `request` and `response` are set. May
 * return another error, or throw one, to reject with that instead; may be async.
 */
export type ErrorHook = (error: Error) => Error | Nothing | Promise<Error | Nothing>;

/** The type of a hook for each event. */
export interface HookTypes {
  /** Before each request is sent. */
  readonly request: RequestHook;
  /** After each response. */
  readonly response: ResponseHook;
  /** When the call fails. */
  readonly error: ErrorHook;
}

/** The functions for each event. */
export type Hooks = { readonly [event in keyof HookTypes]: readonly HookTypes[event][] };

/** The option `hooks`: a function or several for each event. */
export type HooksInit = {
  readonly [event in keyof HookTypes]?: HookTypes[event] | readonly HookTypes[event][] | null | undefined;
};

const EVENTS: readonly (keyof HookTypes)[] = ['request', 'response', 'error'];
const NONE: readonly never[] = Object.freeze([]);

export const NO_HOOKS: Hooks = Object.freeze({ request: NONE, response: NONE, error: NONE });

/** @throws TypeError for an event that does not exist */
export function normaliseHooks(init: HooksInit | null | undefined): Hooks {
  if (init === null || init === undefined || init === NO_HOOKS) return NO_HOOKS;
  if (typeof init !== 'object' || Array.isArray(init))
    throw new TypeError('hooks must be a record of events, such as { response: (response) => … }');
  for (const event of Object.keys(init)) checkEvent(event);
  const { request, response, error } = ownOptions(init);
  return { request: functionsIn(request), response: functionsIn(response), error: functionsIn(error) };
}

export function addHooks(hooks: Hooks, event: keyof HookTypes, added: unknown): Hooks {
  checkEvent(event);
  return { ...hooks, [event]: [...hooks[event], ...functionsIn(added as never)] };
}

export function removeHook(hooks: Hooks, event: keyof HookTypes, hook: unknown): Hooks {
  checkEvent(event);
  const list: readonly unknown[] = hooks[event];
  const at = list.indexOf(hook);
  return at < 0 ? hooks : { ...hooks, [event]: list.toSpliced(at, 1) };
}

/** For each event, a request's hooks replace the session's, unless it has none (Requests' `merge_hooks`). */
export function mergeHooks(request: Hooks, session: Hooks): Hooks {
  if (request === NO_HOOKS) return session;
  return {
    request: request.request.length > 0 ? request.request : session.request,
    response: request.response.length > 0 ? request.response : session.response,
    error: request.error.length > 0 ? request.error : session.error,
  };
}

/** The hooks of both, one after the other. */
export function joinHooks(first: Hooks, second: Hooks): Hooks {
  if (first === NO_HOOKS) return second;
  return {
    request: [...first.request, ...second.request],
    response: [...first.response, ...second.response],
    error: [...first.error, ...second.error],
  };
}

/**
 * What a failed call rejects with, once its error hooks have seen it.
 * @throws TypeError, with the error as its cause, for a hook that returns something else than an error
 */
export async function afterErrorHooks(error: unknown, hooks: readonly ErrorHook[]): Promise<unknown> {
  let current = error;
  for (const hook of hooks) {
    try {
      const replacement: unknown = await hook(current as Error);
      if (replacement === undefined || replacement === null) continue;
      if (!(replacement instanceof Error))
        throw new TypeError('An error hook must return an Error, or nothing', { cause: current });
      current = replacement;
    } catch (thrown) {
      current = thrown;
    }
  }
  return current;
}

/** As in Requests, anything that is not a function is ignored. */
function functionsIn<H>(hooks: H | readonly H[] | null | undefined): readonly H[] {
  if (typeof hooks === 'function') return [hooks];
  return Array.isArray(hooks) ? (hooks as H[]).filter((hook) => typeof hook === 'function') : NONE;
}

function checkEvent(event: string): void {
  if (EVENTS.includes(event as keyof HookTypes)) return;
  // got and ky have `beforeRequest` and `afterResponse`.
  const suggestion = nearest(event.replace(/^(?:before|after|on)/, ''), EVENTS);
  const hint = suggestion === null ? '' : `: did you mean '${suggestion}'?`;
  throw new TypeError(`Unsupported event specified, with event name "${event}"${hint}`);
}
