import type { Capability } from '@req/core';
import { allCapabilitiesExcept } from '@req/core/transport';
import type { AxiosInstance } from 'axios';

/** What node:http cannot do. */
const NOT_HTTP: readonly Capability[] = ['chunk-boundaries', 'http2'];

/** What needs the connections of `@req/node-connect`. */
const CONNECTIONS: readonly Capability[] = [
  'address-guard',
  'client-cert',
  'connect',
  'proxy',
  'raw-target',
  'socks',
  'tls',
  'unix-socket',
];

/**
 * What can be promised over this instance, or without one. Agents of its own decide about TLS and proxies, an adapter of
 * its own about everything.
 */
export function capabilitiesOf(instance: AxiosInstance | null): ReadonlySet<Capability> {
  if (instance === null) return allCapabilitiesExcept(...NOT_HTTP);
  if (!usesHttpAdapter(instance)) return new Set();
  return allCapabilitiesExcept(...NOT_HTTP, ...(hasAgents(instance) ? CONNECTIONS : []));
}

/** Whether requests end in axios' adapter for node:http. */
export function usesHttpAdapter({ defaults: { adapter } }: AxiosInstance): boolean {
  if (adapter === undefined || adapter === 'http') return true;
  // axios takes the first one that the platform supports, and Node has no `xhr`; where something has put one, `baseConfig`
  // passes it over.
  return Array.isArray(adapter) && adapter.find((name) => name !== 'xhr') === 'http';
}

/** Whether the instance has an agent of its own. */
export function hasAgents({ defaults }: AxiosInstance): boolean {
  return (defaults.httpAgent ?? defaults.httpsAgent ?? null) !== null;
}
