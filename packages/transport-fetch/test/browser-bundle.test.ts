import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';

/** The modules in a bundle for the platform. */
async function inputsFor(platform: 'browser' | 'node'): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, '../src/index.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform,
    format: 'esm',
    conditions: ['@req/source'],
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

const OF_NODE = /node_modules\/node-fetch\/|packages\/node-connect\/|default-fetch\.node\.ts/;

describe('a bundle of FetchTransport', () => {
  test('for a browser builds, without modules for Node', async () => {
    const inputs = await inputsFor('browser');
    expect(inputs.filter((path) => OF_NODE.test(path))).toEqual([]);
    expect(inputs.some((path) => path.endsWith('default-fetch.web.ts'))).toBe(true);
  });

  test('for Node contains node-fetch and the connections of node-connect', async () => {
    const inputs = await inputsFor('node');
    expect(inputs.filter((path) => OF_NODE.test(path)).length).toBeGreaterThan(10);
  });
});
