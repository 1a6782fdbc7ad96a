import { UnsupportedByTransport } from '../errors/errors.ts';
import { ownProperty } from '../lang/own-properties.ts';

type Twin = typeof import('./next-hop.ts');

// A browser shows no redirect to a script: it follows them itself, or hides the response.

/** Only a transport that makes its responses up has a redirect to show. @throws UnsupportedByTransport */
export const nextHop: Twin['nextHop'] = async ({ request, response }, { transport }) => {
  const reason = 'a browser follows redirects itself, so there is nothing here that would follow one that was made up';
  throw new UnsupportedByTransport(transport.name, 'redirects', { request, response, reason });
};

export const requestNotFollowed: Twin['requestNotFollowed'] = () => null;

/** @throws UnsupportedByTransport */
export const requestElsewhere: Twin['requestElsewhere'] = ({ request, response }) => {
  const reason = 'in a browser, pages are followed within their origin: request those of another one yourself';
  throw new UnsupportedByTransport('browser', 'redirects', { request, response, reason });
};

/**
 * A browser takes only Authorization from a request that it redirects to another origin: with a header that is sensitive, or a
 * flow of authentication that would answer another origin, a redirect is not followed.
 */
export const followedByClient: Twin['followedByClient'] = ({ headers, auth }, { session, settings }) =>
  settings.allowRedirects &&
  session.maxRedirects > 0 &&
  auth === null &&
  !session.sensitiveHeaders.some((name) => headers.has(name));

export const respondingUrl: Twin['respondingUrl'] = (request, response) =>
  (ownProperty(response, 'url') as string | undefined) ?? request.url;
