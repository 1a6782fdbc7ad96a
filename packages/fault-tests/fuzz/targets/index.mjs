import { TRANSPORTS } from '../transports.mjs';
import { contentCodings, json, multipart } from './bodies.mjs';
import { cookieOut, setCookie } from './cookies.mjs';
import { netrc, noProxy, proxyUrl } from './environment.mjs';
import { headersIn, headersOut } from './headers.mjs';
import { redirects } from './redirects.mjs';
import { requests } from './requests.mjs';
import { challenge, contentType, link, retryAfter } from './response-fields.mjs';
import { responses } from './responses.mjs';
import { urls } from './urls.mjs';

/** Targets without a network. */
export const PARSERS = [
  urls,
  headersOut,
  headersIn,
  link,
  challenge,
  retryAfter,
  contentType,
  setCookie,
  cookieOut,
  netrc,
  noProxy,
  proxyUrl,
  multipart,
  contentCodings,
  json,
  redirects,
];

/** Targets for each transport, over loopback. */
export const NETWORK = Object.keys(TRANSPORTS).flatMap((name) => [requests(name), responses(name)]);

export const TARGETS = [...PARSERS, ...NETWORK];
