import { describe, expect, test } from '@jest/globals';
import nodeFetch from 'node-fetch';
import { FetchTransport, type FetchTransportOptions } from '../src/index.ts';

const ALL: FetchTransportOptions[] = [
  { connections: 2 },
  { keepAliveTimeout: 1000 },
  { socketPath: '/run/app.sock' },
  { lookup: () => {} },
];

describe('a connection option', () => {
  test.each(ALL)('is a TypeError with a fetch that makes its own connections: %p', (options) => {
    const name = Object.keys(options)[0] as string;
    expect(() => new FetchTransport({ fetch: globalThis.fetch, ...options })).toThrow(TypeError);
    expect(() => new FetchTransport({ fetch: globalThis.fetch, ...options })).toThrow(`${name} would have no effect`);
  });

  test.each(ALL)('is accepted without a fetch, and with node-fetch: %p', async (options) => {
    const transports = [new FetchTransport(options), new FetchTransport({ ...options, fetch: nodeFetch })];
    expect(transports.map(({ name }) => name)).toEqual(['http', 'node-fetch']);
    for (const transport of transports) await transport.close();
  });

  test('that is null is accepted with any fetch', () => {
    expect(new FetchTransport({ fetch: globalThis.fetch, connections: null }).name).toBe('fetch');
  });
});
