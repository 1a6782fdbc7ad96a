import { netrcAuthFor } from '#on-demand/auth/netrc';
import { proxiesFor } from '#on-demand/proxies/select-proxy';
import type { Proxies } from '../proxies/select-proxy.ts';
import { names } from '../request/check-option.ts';
import { prepareAuth } from '../request/prepare-auth.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import { dropCredentials } from '../send/drop-credentials.ts';
import { decodeLocation, isRedirectStatus, redirectMethod } from '../send/redirect-rules.ts';
import { mustStripAuth } from '../url/same-origin.ts';

/** What a session decides at each redirect; every method may be overridden (Requests' `SessionRedirectMixin`). */
export abstract class RedirectPolicy {
  abstract proxies: Proxies;
  abstract trustEnv: boolean;
  abstract sensitiveHeaders: readonly string[];

  /** Where a response redirects to, or `null`. */
  getRedirectTarget(response: Response): string | null {
    if (!isRedirectStatus(response.statusCode)) return null;
    // Not `get`, which joins repeated fields: no server has asked for what that makes of two URLs.
    const [location] = response.headers.getAll('location');
    return location === undefined ? null : decodeLocation(location);
  }

  /** Whether credentials for the old URL must not go to the new one. */
  shouldStripAuth(oldUrl: string, newUrl: string): boolean {
    return mustStripAuth(oldUrl, newUrl);
  }

  /** Sets the method of the request that follows a redirect. */
  rebuildMethod(prepared: PreparedRequest, response: Response): void {
    prepared.method = redirectMethod(prepared.method, response.statusCode);
  }

  /** Takes credentials off a redirect to another origin, and gives it those that netrc has for it. */
  rebuildAuth(prepared: PreparedRequest, response: Response): void {
    const { sensitiveHeaders } = this;
    if (this.shouldStripAuth(response.request?.url ?? response.url, prepared.url)) {
      names('sensitiveHeaders', sensitiveHeaders);
      dropCredentials(prepared, sensitiveHeaders);
    }
    prepared.headers.delete('Proxy-Authorization');
    const auth = this.trustEnv ? netrcAuthFor(prepared.url) : null;
    if (auth === null) return;
    prepared.auth = null;
    void prepareAuth(prepared, auth);
  }

  /** The proxies that count for a redirect's URL. */
  rebuildProxies(prepared: PreparedRequest, proxies: Proxies | null): Proxies {
    return proxiesFor({ url: prepared.url, request: proxies, session: this.proxies, trustEnv: this.trustEnv });
  }
}
