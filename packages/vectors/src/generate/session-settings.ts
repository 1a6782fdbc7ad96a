import type { Settings } from '../cases/case.ts';
import { simpleAuth } from './credentials.ts';
import type { Draft } from './draft.ts';
import { params } from './params.ts';
import type { Random } from './random.ts';
import { requestHeaders } from './request-headers.ts';
import { givenCookies } from './set-cookies.ts';

/** Settings of a session. */
export function settings(random: Random, draft: Draft): Settings {
  const given = params(random);
  // Only params that are a record are merged; others replace, and are replaced, as a whole.
  const record =
    typeof given === 'object' &&
    given !== null &&
    !Array.isArray(given) &&
    !Object.keys(given).some((key) => key.startsWith('$'));
  return {
    ...(random.chance(0.5) ? { headers: { ...requestHeaders(random, draft, 'session'), 'X-Session': 'on' } } : {}),
    ...(random.chance(0.3) && record ? { params: given } : {}),
    ...(draft.looseCookies && random.chance(0.5) ? { cookies: givenCookies(random, 'j') } : {}),
    ...(!draft.netrc && random.chance(0.15) ? { auth: simpleAuth(random) } : {}),
    // With 0, Requests fails even on a redirect with allow_redirects=False.
    ...(draft.limited ? { maxRedirects: random.int(1, 3) } : {}),
    ...(random.chance(0.1) ? { trustEnv: false } : {}),
    ...(draft.proxied ? { proxies: { http: '{A}' } } : {}),
  };
}
