import { describe, test } from '@jest/globals';
import { log, observe, retry, type Transport } from '@req/core';
import { otel } from '@req/otel';
import { defineConformanceTests } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';

/** A wrapper keeps the whole contract: it deviates from it nowhere that the transport does not. */
const WRAPPERS: readonly (readonly [name: string, wrap: (transport: Transport) => Transport])[] = [
  [
    'observe',
    (transport) => observe(transport, { request: () => {}, response: () => {}, error: () => {}, bodyEnd: () => {} }),
  ],
  ['log', (transport) => log(transport, () => {}, { headers: true })],
  // The contract forbids to send anything twice, which is what retries are for.
  ['retry', (transport) => retry(transport, { total: 0 })],
  ['otel', (transport) => otel(transport)],
  ['all of them together', (transport) => log(retry(observe(otel(transport), {}), { total: 0 }), () => {})],
];

describe.each(WRAPPERS)('wrapped in %s', (_name, wrap) => {
  defineConformanceTests({ describe, test, createTransport: () => wrap(new UndiciTransport()), timerTolerance: 5_000 });
});
