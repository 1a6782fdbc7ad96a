import type { HostGuard } from '../guard/host-guard.ts';
import type { AddressGuard } from '../transport/transport.ts';
import { special } from './chunks.web.ts';

/** The guard of a session's options, which are looked at when the first request is sent; until then it lets nothing pass. */
export function hostGuard(allowHosts: readonly string[] | null, denyPrivate: boolean): HostGuard | null {
  if (allowHosts === null && !denyPrivate) return null;
  return special.loaded?.hostGuard(allowHosts, denyPrivate) ?? new LateGuard(allowHosts, denyPrivate);
}

class LateGuard implements HostGuard {
  readonly #allowHosts: readonly string[] | null;
  readonly #denyPrivate: boolean;

  constructor(allowHosts: readonly string[] | null, denyPrivate: boolean) {
    this.#allowHosts = allowHosts;
    this.#denyPrivate = denyPrivate;
  }

  get addresses(): AddressGuard | null {
    return this.#guard.addresses;
  }

  check(url: string): void {
    this.#guard.check(url);
  }

  get #guard(): HostGuard {
    return special.module.hostGuard(this.#allowHosts, this.#denyPrivate) as HostGuard;
  }
}
