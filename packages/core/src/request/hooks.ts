import { nearest } from '../lang/known-options.ts';
import { ownOptions } from '../lang/own-properties.ts';
import type { Response } from '../response/response.ts';

/** The settings of the exchange that a hook is called for. */
export interface HookContext {
  readonly stream: boolean;
  readonly timeout: unknown;
  readonly verify: unknown;
  readonly cert: unknown;
  readonly proxies: unknown;
}

/** Called with each response, before a redirect is followed and before the body is read. May return a replacement. */
// biome-ignore lint/suspicious/noExplicitAny: a hook that returns nothing may have void, undefined or null as its type.
export type ResponseHook = (response: Response, context: HookContext) => any;

export interface Hooks {
  readonly response: readonly ResponseHook[];
}

/** The option `hooks`. */
export interface HooksInit {
  readonly response?: ResponseHook | readonly ResponseHook[] | null | undefined;
}

export const NO_HOOKS: Hooks = { response: [] };

/** @throws TypeError for an event that does not exist */
export function normaliseHooks(init: HooksInit | null | undefined): Hooks {
  if (init === null || init === undefined) return NO_HOOKS;
  if (typeof init !== 'object' || Array.isArray(init))
    throw new TypeError('hooks must be a record of events, such as { response: (response) => … }');
  for (const event of Object.keys(init)) if (event !== 'response') throw unsupported(event);
  const { response } = ownOptions(init);
  if (response === null || response === undefined) return NO_HOOKS;
  return addHooks(NO_HOOKS, 'response', response);
}

export function addHooks(hooks: Hooks, event: string, added: ResponseHook | readonly ResponseHook[]): Hooks {
  if (event !== 'response') throw unsupported(event);
  if (typeof added === 'function') return { response: [...hooks.response, added] };
  // As in Requests, anything that is not a function is ignored.
  const list = Array.isArray(added) ? added.filter((hook) => typeof hook === 'function') : [];
  return { response: [...hooks.response, ...list] };
}

/** A request's hooks replace the session's, unless it has none (Requests' `merge_hooks`). */
export function mergeHooks(request: Hooks, session: Hooks): Hooks {
  return request.response.length > 0 ? request : session;
}

function unsupported(event: string): TypeError {
  const suggestion = nearest(event, ['response']);
  const hint = suggestion === null ? '' : `: did you mean '${suggestion}'?`;
  return new TypeError(`Unsupported event specified, with event name "${event}"${hint}`);
}
