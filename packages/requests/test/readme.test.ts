import { createReadStream, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as core from '@req/core';
import * as requests from '@req/requests';
import { type RunningServer, startHttpbin } from '@req/testserver';
import * as axiosTransport from '@req/transport-axios';
import { ScriptServer } from '@req/transport-conformance';
import * as fetchTransport from '@req/transport-fetch';
import * as httpTransport from '@req/transport-http';
import * as undiciTransport from '@req/transport-undici';
import axios from 'axios';
import nodeFetch from 'node-fetch';
import { claimsOf, readmeBlock, runBlock } from './readme-code.ts';

const MODULES = {
  '@req/requests': requests,
  '@req/core': core,
  '@req/transport-undici': undiciTransport,
  '@req/transport-fetch': fetchTransport,
  '@req/transport-axios': axiosTransport,
  '@req/transport-http': httpTransport,
};
const folder = mkdtempSync(join(tmpdir(), 'req-readme-'));
const noProxy = process.env['no_proxy'];
let server: RunningServer;
let script: ScriptServer;
beforeAll(async () => {
  process.env['no_proxy'] = '*';
  server = await startHttpbin();
  script = await ScriptServer.start();
});
afterAll(async () => {
  if (noProxy === undefined) delete process.env['no_proxy'];
  else process.env['no_proxy'] = noProxy;
  await server.close();
  await script.close();
});

/** A block with httpbin.org's place taken by the embedded server. */
const local = (text: string): string => readmeBlock(text).replaceAll('https://httpbin.org', server.origin);

/** A value that a comment writes down, `'text'`, `200` or JSON; with `…` for what may be anything. */
function written(comment: string): unknown {
  const text = comment.replaceAll('https://httpbin.org', server.origin);
  if (/^'.*'$/.test(text)) return text.slice(1, -1);
  return JSON.parse(text.replace(/([{,] ?)(\w+):/g, '$1"$2":').replaceAll("'", '"'));
}

describe('the first example', () => {
  test('gives what its comments say', async () => {
    const block = local("import requests from '@req/requests';\n\n");
    const claims = claimsOf(block);
    expect(claims.map(({ expression }) => expression)).toEqual([
      'r.statusCode',
      'r.url',
      "r.headers.get('content-type')",
      'r.encoding',
      'r.json()',
    ]);
    const results = await runBlock(block, MODULES);
    expect(results).toHaveLength(claims.length);
    for (const [i, { comment }] of claims.slice(0, -1).entries()) expect(results[i]).toEqual(written(comment));
    expect(claims.at(-1)?.comment).toBe('{ args: { … }, … }');
    expect(results.at(-1)).toMatchObject({ args: { key1: 'value1', key2: ['value2', 'value3'] } });
  });
});

describe('Make a request', () => {
  test('every call of it does what is said', async () => {
    const [upload, report] = [join(folder, 'big.bin'), join(folder, 'report.csv')];
    writeFileSync(upload, 'big');
    writeFileSync(report, 'a,b');
    const block = local('a form\n')
      .replaceAll("'big.bin'", JSON.stringify(upload))
      .replaceAll("'report.csv'", JSON.stringify(report));
    script.play(
      Array.from({ length: 9 }, () => ({
        raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi',
      })),
    );
    const results = await runBlock(block, MODULES, { url: `${script.origins.A}/`, fs: { createReadStream } });
    expect(
      script.requests.map(({ line, headers, framing, body }) => {
        const type = headers.find(([name]) => /^content-type$/i.test(name))?.[1].split(';', 1)[0];
        return [line.split(' ', 1)[0], framing, type, body.toString().includes('a,b') ? 'a,b' : body.toString()];
      }),
    ).toEqual([
      ['POST', 'length', 'application/x-www-form-urlencoded', 'key=value'],
      ['POST', 'length', 'application/json', '{"key":"value"}'],
      ['POST', 'length', 'multipart/form-data', 'a,b'],
      ['PUT', 'length', undefined, 'big'],
      ['GET', 'none', undefined, ''],
      ['GET', 'none', undefined, ''],
      ['GET', 'none', undefined, ''],
      ['GET', 'none', undefined, ''],
      ['GET', 'none', undefined, ''],
    ]);
    const sent = script.requests.map(({ headers }) => Object.fromEntries(headers));
    expect([sent[4]?.['user-agent'], sent[5]?.['Authorization']]).toEqual(['my-app/0.0.1', 'Basic dXNlcjpwYXNz']);
    const [r, text, content, history] = results.slice(-4);
    expect([(r as core.Response).statusCode, text, String(content), history]).toEqual([200, 'hi', 'hi', []]);
  });

  test('raiseForStatus() raises what its comment says', async () => {
    const comment = claimsOf(readmeBlock('a form\n')).find(
      ({ expression }) => expression === 'r.raiseForStatus()',
    )?.comment;
    const [name, message] = [comment?.split(': ', 1)[0], comment?.split(': ').slice(1).join(': ').replace('…', '')];
    const r = await requests.get(`${server.origin}/status/404`);
    const raised = (): unknown => r.raiseForStatus();
    expect(raised).toThrow(message?.replace('Not Found', r.reason));
    expect(name).toBe('HTTPError');
    expect(raised).toThrow(core.HTTPError);
    expect(r.reason.toUpperCase()).toBe('NOT FOUND');
  });
});

describe('A session keeps cookies, settings and connections', () => {
  test('as its comment says, with the headers and the credentials of the session', async () => {
    const block = local('await using session = new Session({ headers:');
    const claim = claimsOf(block).at(-1);
    const session: requests.Session[] = [];
    class Seen extends requests.Session {
      constructor(options?: Partial<core.SessionOptions>) {
        super(options);
        session.push(this);
      }
    }
    const results = await runBlock(block, MODULES, { Session: Seen });
    const r = results.at(-1) as core.Response;
    expect(r.json()).toEqual(JSON.parse(claim?.comment ?? ''));
    expect(r.request?.headers.get('X-Test')).toBe('true');
    expect(r.request?.headers.get('Authorization')).toBe('Basic dXNlcjpwYXNz');
    // `await using` has closed it.
    await expect(session[0]?.get(`${server.origin}/get`)).rejects.toThrow(core.ConnectionError);
  });
});

describe('Large bodies are streamed', () => {
  test('in pieces, line by line, into a file', async () => {
    const path = join(folder, 'download.bin');
    const block = readmeBlock('r.iterContent({ chunkSize: 65536 })')
      .replaceAll("'download.bin'", JSON.stringify(path))
      .replace(
        'chunk of r.iterContent({ chunkSize: 65536 })) { … }',
        'chunk of r.iterContent({ chunkSize: 65536 })) { seen.push(chunk.length); break; }',
      )
      .replace('{ … }', '{ seen.push(line); if (line === "b") break; }');
    expect(block).not.toContain('…');
    const text = `${'x'.repeat(65_536)}a\nb\nrest`;
    script.play([
      { raw: `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}` },
    ]);
    const seen: unknown[] = [];
    await using session = new requests.Session();
    const results = await runBlock(block, MODULES, { url: `${script.origins.A}/`, session, seen });
    expect(seen).toEqual([65_536, 'a', 'b']);
    expect(results.at(-1)).toBe(readFileSync(path).length);
  });
});

describe('Choose the client underneath', () => {
  test('each of these sessions works', async () => {
    const block = local('new Session({ transport: new AxiosTransport(axiosInstance) })');
    const made: core.Session[] = [];
    class Seen extends requests.Session {
      constructor(options?: Partial<core.SessionOptions>) {
        super(options);
        made.push(this);
      }
    }
    const session = new requests.Session();
    const otherTransport = new core.FunctionTransport(() => ({ json: 'other' }));
    const given = { axiosInstance: axios.create(), nodeFetch, session, otherTransport };
    await runBlock(block, { ...MODULES, '@req/requests': { ...requests, Session: Seen } }, given);
    expect(made.map(({ transport }) => transport.name)).toEqual([
      'undici',
      'undici',
      'http',
      'node-fetch',
      'fetch',
      'http',
      'axios',
    ]);
    for (const each of [...made, session]) {
      expect((await each.get(`${server.origin}/get`)).statusCode).toBe(200);
    }
    expect((await session.get('https://internal.example/x')).json()).toBe('other');
    for (const each of [...made, session]) await each.close();
  });
});

describe('Test without a network', () => {
  test('gives what its comment says', async () => {
    const block = readmeBlock('new FunctionTransport((request) =>');
    const claims = claimsOf(block);
    expect(claims).toHaveLength(1);
    expect(await runBlock(block, MODULES)).toEqual([written(claims[0]?.comment ?? '')]);
  });
});
