import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Spans } from './instrumented-program.ts';

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const root = here('../../..');

let server: Server;
let folder: string;
let spans: readonly Spans[];
/** The `traceparent` of each request, by transport and whether there was `otel`. */
const parents = new Map<string, (string | undefined)[]>();

beforeAll(async () => {
  const flaky = new Set<string>();
  server = createServer((request, response) => {
    request.resume();
    const [, transport, which, action, count] = (request.url as string).split('/');
    const key = `${transport}/${which}`;
    parents.set(key, [...(parents.get(key) ?? []), request.headers['traceparent'] as string | undefined]);
    if (action === 'redirect' && count !== '0') {
      response.writeHead(302, { Location: `/${key}/redirect/${Number(count) - 1}` });
    } else if (action === 'flaky' && !flaky.has(key)) {
      flaky.add(key);
      response.writeHead(503);
    }
    response.end('hello');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Below node_modules, where it finds packages.
  folder = mkdtempSync(join(root, 'node_modules/.otel-'));
  const program = join(folder, 'program.cjs');
  const flags = ['--bundle', '--platform=node', '--format=cjs', '--conditions=@req/source', '--log-level=error'];
  const external = [
    '--external:@opentelemetry/*',
    '--define:import.meta.url=__url',
    `--banner:js=const __url = "file://${program}";`,
  ];
  const bundler = join(root, 'node_modules/.bin/esbuild');
  await run(bundler, [here('instrumented-program.ts'), ...flags, ...external, `--outfile=${program}`]);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout } = await run(process.execPath, ['--require', here('instrumented.cjs'), program, origin], {
    cwd: root,
  });
  spans = JSON.parse(stdout) as Spans[];
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const CLIENT = 2;
/** What the program sends over each transport: three for the redirects, two for the retry, three at a time, one with a body. */
const SENT = 9;

describe.each(['undici', 'http', 'node-fetch', 'axios', 'fetch'])('over %s, beside the instrumentations', (name) => {
  const of = (): Spans => spans.find(({ transport }) => transport === name) as Spans;

  test('there is exactly one span for each request that is sent, and it is the one the server is told of', () => {
    const { with: traced } = of();
    expect(traced.map(({ scope, kind }) => `${scope} ${kind}`)).toEqual(Array(SENT).fill(`@req/otel ${CLIENT}`));
    const ids = parents.get(`${name}/with`)?.map((parent) => parent?.split('-')[2]);
    expect(ids?.sort()).toEqual(traced.map(({ id }) => id).sort());
  });

  test('without otel the spans are theirs: they do see this transport', () => {
    const { without } = of();
    expect(new Set(without.map(({ scope }) => scope))).toEqual(
      new Set([expect.stringMatching(/^@opentelemetry\/instrumentation-(?:http|undici)$/)]),
    );
    expect(without).toHaveLength(SENT);
  });
});
