// Compilers of users, strict and without skipLibCheck, by each way of finding modules, with and without @types/node.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProject } from '../project.mjs';
import { mustRun, run } from '../run.mjs';

const COMPILERS = [
  // The newest @types/node, which the packages bring, needs TypeScript 5.6.
  { package: 'typescript5.5', bin: 'typescript5.5/lib/tsc.js', withoutNode: false, slice: 'node10' },
  { package: 'typescript', bin: 'typescript/lib/tsc.js' },
  { package: 'typescript7', bin: 'typescript7/bin/tsc', slice: 'nodenext' },
];

const RESOLUTIONS = [
  { name: 'node10', module: 'commonjs', files: ['consumer.ts'] },
  { name: 'node16', module: 'node16', files: ['consumer.mts', 'consumer.cts'] },
  { name: 'nodenext', module: 'nodenext', files: ['consumer.mts', 'consumer.cts'] },
  { name: 'bundler', module: 'esnext', files: ['consumer.ts'] },
];

const WAYS = [
  { name: 'with @types/node', folder: 'with-node', types: ['node'], lib: ['es2022'] },
  { name: 'without', folder: 'without-node', types: [], lib: ['es2022', 'dom', 'dom.iterable'] },
];

const NO_NODE10 = 'TypeScript 7 has no moduleResolution node10';

export function typescript(matrix) {
  let installed;
  return COMPILERS.flatMap((compiler) =>
    RESOLUTIONS.map((resolution) => ({
      group: 'TypeScript',
      row: `TypeScript ${matrix.tools.version(compiler.package)}`,
      column: resolution.name,
      slice: resolution.name === compiler.slice,
      run: async () => {
        installed ??= install(matrix);
        await installed;
        const failures = [];
        for (const way of WAYS.filter(({ types }) => types.length > 0 || compiler.withoutNode !== false)) {
          const output = await compile(matrix, compiler, resolution, way);
          if (/TS5107|TS5108|removed/.test(output) && resolution.name === 'node10')
            return { state: 'impossible', reason: `${NO_NODE10}: ${output.match(/error .*/)?.[0]}` };
          if (output !== '') failures.push(`${way.name}: ${output.slice(0, 1500)}`);
        }
        return failures.length === 0 ? { state: 'passed' } : { state: 'failed', failures };
      },
    })),
  );
}

/** Not below the tools, whose own @types/node would be found. */
async function install(matrix) {
  for (const { folder, types } of WAYS) {
    const home = join(matrix.home, 'types', folder);
    writeProject(home, matrix.project);
    const more = types.length === 0 ? [] : [`@types/node@${matrix.tools.version('@types/node')}`];
    await mustRun('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...more], { cwd: home });
    const source = CONSUMER + (types.length === 0 ? '' : WITH_NODE);
    for (const extension of ['ts', 'mts', 'cts']) writeFileSync(join(home, `consumer.${extension}`), source);
  }
}

async function compile(matrix, compiler, resolution, way) {
  const cwd = join(matrix.home, 'types', way.folder);
  mkdirSync(cwd, { recursive: true });
  const config = join(cwd, `tsconfig.${compiler.package}.${resolution.name}.json`);
  const compilerOptions = {
    target: 'es2022',
    lib: way.lib,
    module: resolution.module,
    moduleResolution: resolution.name,
    types: way.types,
    strict: true,
    exactOptionalPropertyTypes: true,
    esModuleInterop: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: resolution.files }));
  const { code, output, timedOut } = await run(process.execPath, [matrix.tools.bin(compiler.bin), '-p', config], {
    cwd,
  });
  if (code === 0) return '';
  return timedOut ? 'hangs' : output || `exit ${code}`;
}

const CONSUMER = `
import requests, { get, Session, type Transport, type TransportRequest, FunctionTransport, HTTPError } from '@req/requests';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import { FetchTransport } from '@req/transport-fetch';
import { AxiosTransport } from '@req/transport-axios';

export const transports: Transport[] = [
  new UndiciTransport(), new HttpTransport(), new FetchTransport(), new FetchTransport(globalThis.fetch), new AxiosTransport(),
  new FunctionTransport((request: TransportRequest) => ({ json: { url: request.url } })),
];

export async function use(): Promise<number> {
  const session = new Session({ headers: { 'X-A': '1' }, timeout: { connect: 100, read: 200 } });
  const r = await session.get('http://a.test/', { params: { a: 1, b: ['x', null] }, headers: { Accept: null } });
  const data: { a: number } = r.json<{ a: number }>();
  for await (const chunk of r.iterContent({ chunkSize: 3 })) data.a += chunk.byteLength;
  const f: typeof globalThis.fetch = session.asFetch();
  await f('http://a.test/');
  await requests.post('http://a.test/', { json: data, signal: AbortSignal.timeout(5) });
  await requests.post('http://a.test/', { files: { one: new Blob(['x']) }, data: { a: '1' } });
  try {
    (await get('http://a.test/')).raiseForStatus();
  } catch (error) {
    if (error instanceof HTTPError) return error.response?.statusCode ?? 0;
  }
  return r.statusCode;
}
`;

const WITH_NODE = `
import { createReadStream } from 'node:fs';

export async function useNode(): Promise<Buffer> {
  const r = await get('http://a.test/');
  await requests.put('http://a.test/', { data: createReadStream('a.bin') });
  return Buffer.from(r.content);
}
`;
