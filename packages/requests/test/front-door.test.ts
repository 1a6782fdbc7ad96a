import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';

/** Bundles `requests`, as it is in the sources, for a platform that sets `conditions`. */
async function bundle(conditions: string[], platform: 'browser' | 'node' | 'neutral') {
  const { metafile, outputFiles } = await build({
    stdin: {
      contents: "export { Session } from '@req/requests'; export { default } from '@req/requests';",
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    metafile: true,
    platform,
    mainFields: ['browser', 'module', 'main'],
    format: 'esm',
    conditions: ['@req/source', ...conditions],
    external: ['node:*', 'undici/index.js'],
    logLevel: 'silent',
  });
  return { code: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

const OF_UNDICI = /transport-undici|node-connect|node_modules\/undici/;

describe('requests and its Session send', () => {
  test.each([
    ['a browser', ['browser'], 'browser'],
    ['workerd', ['workerd', 'worker', 'browser'], 'browser'],
  ] as const)("in %s with the platform's fetch, without undici in the bundle", async (_title, conditions, platform) => {
    const { code, inputs } = await bundle([...conditions], platform);
    expect(inputs.filter((path) => OF_UNDICI.test(path))).toEqual([]);
    expect(code).not.toContain('node:');
    const script = `
      globalThis.fetch = async (url) => new Response(url);
      const { default: requests, Session } = await import('data:text/javascript;base64,${Buffer.from(code).toString('base64')}');
      const answers = await Promise.all([requests, new Session()].map((each) => each.get('http://a.test/x')));
      console.log(new Session().transport.name, ...answers.map((r) => r.text));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-'], { input: script, encoding: 'utf8' });
    expect(printed).toBe('fetch http://a.test/x http://a.test/x\n');
  });

  test('in Bun with its fetch', async () => {
    const { inputs } = await bundle(['bun', 'node'], 'node');
    expect(inputs.filter((path) => /transport-undici/.test(path))).toEqual([]);
  });

  test.each([
    ['Node', ['node']],
    ['Deno', ['deno', 'node']],
  ])('in %s with undici', async (_title, conditions) => {
    const { inputs } = await bundle(conditions, 'node');
    expect(inputs.some((path) => path.endsWith('transport-undici/src/undici-transport.ts'))).toBe(true);
    expect(inputs.filter((path) => /transport-fetch/.test(path))).toEqual([]);
  });
});
