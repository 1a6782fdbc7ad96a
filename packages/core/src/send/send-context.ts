import type { CookieJar } from '../cookies/cookie-jar.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import type { Transport } from '../transport/transport.ts';
import type { SendSettings } from './settings.ts';

/**
 * What sending needs of a session. `Session` implements it. Its properties are read when they are needed, not in advance:
 * a hook may change them between two hops. Its methods may be overridden, as those of Requests' `SessionRedirectMixin`.
 */
export interface SendContext {
  readonly cookies: CookieJar;
  readonly proxies: Proxies;
  readonly trustEnv: boolean;
  readonly maxRedirects: number;
  readonly sensitiveHeaders: readonly string[];
  /** @throws InvalidSchema when no transport is mounted for the URL */
  getTransport(url: string): Transport;
  getRedirectTarget(response: Response): string | null;
  shouldStripAuth(oldUrl: string, newUrl: string): boolean;
  rebuildMethod(request: PreparedRequest, response: Response): void;
  rebuildAuth(request: PreparedRequest, response: Response): void;
  rebuildProxies(request: PreparedRequest, proxies: Proxies | null): Proxies;
}

/** One step of a chain of redirects: the first request is one too. */
export interface Hop {
  /** How often a request was sent before for the same call. Counted on by each exchange. */
  resends: number;
  readonly session: SendContext;
  readonly transport: Transport;
  readonly settings: SendSettings;
  readonly proxies: Proxies;
  /** The redirects that led here, the oldest first. */
  readonly history: readonly Response[];
  /** The fragment that a redirect without one of its own inherits; `null` for the first hop: that of its URL. */
  readonly fragment: string | null;
}
