import { UnsupportedByTransport } from '../errors/errors.ts';

/**
 * A browser resolves names itself and tells nobody to which addresses; a page's hosts are limited by its Content Security
 * Policy.
 * @throws UnsupportedByTransport for options that restrict anything
 */
export const hostGuard: typeof import('./host-guard.ts').hostGuard = (allowHosts, denyPrivate) => {
  if (allowHosts === null && !denyPrivate) return null;
  throw new UnsupportedByTransport('browser', 'address-guard', {
    reason: 'in a browser, the Content Security Policy of a page says which hosts may be reached',
  });
};
