import { TRANSPORTS } from '../transports.mjs';
import { codings, json, multipart } from './bodies.mjs';
import { cookieOut, setCookie } from './cookies.mjs';
import { netrc, noProxy, proxyUrl } from './environment.mjs';
import { challenge, contentType, link, retryAfter } from './fields.mjs';
import { headersIn, headersOut } from './headers.mjs';
import { redirects } from './redirects.mjs';
import { requests } from './requests.mjs';
import { responses } from './responses.mjs';
import { urls } from './urls.mjs';

/** What is played without a network. */
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
  codings,
  json,
  redirects,
];

/** What is played over each transport. */
export const NETWORK = Object.keys(TRANSPORTS).flatMap((name) => [requests(name), responses(name)]);

export const TARGETS = [...PARSERS, ...NETWORK];
