import type { Capability } from '@req/core';
import { allCapabilitiesExcept } from '@req/core/transport';
import type { AxiosInstance } from 'axios';

/** What Node's http module cannot do. */
const NOT_HTTP: readonly Capability[] = ['chunk-boundaries', 'http2'];

/** What needs connections of our own making. */
const AGENTS: readonly Capability[] = [
  'address-guard',
  'client-cert',
  'connect',
  'proxy',
  'raw-target',
  'socks',
  'tls',
  'unix-socket',
];

/** What can be promised over this instance, or one of our own: its own agents decide about TLS and proxies, its own adapter about all. */
export function capabilitiesOf(instance: AxiosInstance | null): ReadonlySet<Capability> {
  if (instance === null) return allCapabilitiesExcept(...NOT_HTTP);
  if (!usesHttpAdapter(instance)) return new Set();
  return hasAgents(instance) ? allCapabilitiesExcept(...NOT_HTTP, ...AGENTS) : allCapabilitiesExcept(...NOT_HTTP);
}

/** True when requests end in axios' adapter for Node's http module. */
export function usesHttpAdapter({ defaults: { adapter } }: AxiosInstance): boolean {
  if (adapter === undefined || adapter === 'http') return true;
  // axios takes the first one that the platform supports; `xhr` is none of Node's.
  return (
    Array.isArray(adapter) && adapter.find((name) => name !== 'xhr') === 'http' && !('XMLHttpRequest' in globalThis)
  );
}

export function hasAgents({ defaults }: AxiosInstance): boolean {
  return (defaults.httpAgent ?? defaults.httpsAgent ?? null) !== null;
}
