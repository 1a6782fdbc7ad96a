import { attachRequest, attachRequestIfMissing } from '../errors/attach-request.ts';
import { InvalidHeader, InvalidURL, TooManyRedirects } from '../errors/errors.ts';
import { checkNumber } from '../lang/check-option.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { TransportResponse } from '../transport/transport.ts';
import { buildRedirectRequest, type Redirect, type RedirectRequest } from './build-redirect-request.ts';
import { drain } from './read-body.ts';
import type { Hop } from './send-context.ts';

/** The request of the next hop. The redirect's body is read first, so that its connection is free. @throws TooManyRedirects */
export async function nextHop(redirect: Redirect, hop: Hop): Promise<{ request: PreparedRequest; hop: Hop }> {
  const { session, response } = redirect;
  const { settings, history } = hop;
  let { request } = redirect;
  let previous = history.at(-1) ?? null;
  try {
    await drain(response);
    response.history = history.slice();
    checkNumber('maxRedirects', session.maxRedirects, 0);
    // Negated so that NaN or undefined stops the redirects.
    if (!(history.length < session.maxRedirects)) {
      throw new TooManyRedirects(`Exceeded ${session.maxRedirects} redirects.`, { response });
    }
    const built = redirectRequest(redirect);
    request = built.request;
    previous = response;
    const next: Hop = {
      session,
      settings,
      proxies: session.rebuildProxies(request, settings.proxies),
      transport: session.getTransport(request.url),
      history: [...history, response],
      fragment: built.fragment,
      resends: hop.resends,
    };
    return { request, hop: next };
  } catch (error) {
    throw attachRequestIfMissing(error, request, previous);
  }
}

function redirectRequest(redirect: Redirect): RedirectRequest {
  try {
    return buildRedirectRequest(redirect);
  } catch (error) {
    throw attachRequest(error, redirect.request, redirect.response);
  }
}

/** For `response.next`. `null` for an invalid target: a caller who does not follow redirects still gets the response. */
export function requestNotFollowed(redirect: Redirect): PreparedRequest | null {
  try {
    return redirectRequest(redirect).request;
  } catch (error) {
    if (error instanceof InvalidURL || error instanceof InvalidHeader) return null;
    throw error;
  }
}

/** The request for a page of another origin, as for a redirect to it. @throws RequestException as `buildRedirectRequest` */
export function requestElsewhere(redirect: Redirect): PreparedRequest {
  return buildRedirectRequest(redirect).request;
}

/** Whether the client is to follow redirects itself: only where it hides them. */
export function followedByClient(_request: PreparedRequest, _hop: Hop): boolean {
  return false;
}

/** The URL that a response is from: without such a client, that of its request. */
export function respondingUrl(request: PreparedRequest, _response: TransportResponse): string {
  return request.url;
}
