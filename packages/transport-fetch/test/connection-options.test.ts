import { describe, expect, test } from '@jest/globals';
import nodeFetch from 'node-fetch';
import { FetchTransport, type FetchTransportOptions } from '../src/index.ts';

const ALL: FetchTransportOptions[] = [
  { connections: 2 },
  { keepAliveTimeout: 1000 },
  { socketPath: '/run/app.sock' },
  { lookup: () => {} },
];

describe('an option about connections', () => {
  test.each(ALL)('is a TypeError with a fetch that makes its own: %p', (options) => {
    const name = Object.keys(options)[0] as string;
    expect(() => new FetchTransport({ fetch: globalThis.fetch, ...options })).toThrow(TypeError);
    expect(() => new FetchTransport({ fetch: globalThis.fetch, ...options })).toThrow(`${name} would have no effect`);
  });

  test.each(ALL)('is taken with node-fetch, by default and by name: %p', async (options) => {
    const fetch = nodeFetch as unknown as typeof globalThis.fetch;
    for (const transport of [new FetchTransport(options), new FetchTransport({ fetch, ...options })]) {
      expect(transport.name).toBe('node-fetch');
      await transport.close();
    }
  });

  test('that says nothing is no hindrance', () => {
    expect(new FetchTransport({ fetch: globalThis.fetch, connections: null }).name).toBe('fetch');
  });
});
