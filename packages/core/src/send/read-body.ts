import type { Response } from '../response/response.ts';
import type { Session } from '../session/session.ts';
import type { SendSettings } from './settings.ts';

/** The answer, its body there unless it is streamed. */
export function readBody(response: Response, settings: SendSettings): Response | Promise<Response> {
  if (settings.stream) return response;
  // What looked like a redirect may have been read in passing.
  const pending = response.load();
  if (pending !== undefined) return loaded(response, pending);
  response.throwFailure();
  return response;
}

async function loaded(response: Response, pending: Promise<void>): Promise<Response> {
  await pending;
  response.throwFailure();
  return response;
}

/** Keeps in the session what a response and those before it set. */
export function keepCookies(session: Session, response: Response): void {
  for (const earlier of response.history) storeCookies(session, earlier);
  storeCookies(session, response);
}

function storeCookies(session: Session, response: Response): void {
  if (!response.headers.has('set-cookie')) return;
  session.cookies.store(response.request?.url ?? response.url, response.headers.getSetCookie());
}
