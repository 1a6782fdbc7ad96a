import http from 'node:http';
import zlib from 'node:zlib';
import { expect } from '@jest/globals';
import { ContentDecodingError, Session, type Transport } from '@req/core';
import { scripted } from '../framing/support/scripted.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

const script = scripted();

type Read = (url: string, stream: boolean) => Promise<string>;

function wrapped(times: number): Buffer {
  let bytes: Buffer = Buffer.from('hello');
  for (let n = 0; n < times; n++) bytes = zlib.gzipSync(bytes);
  return bytes;
}

function play(lines: readonly string[], body: Buffer): void {
  const head = lines.map((line) => `Content-Encoding: ${line}\r\n`).join('');
  const raw = `HTTP/1.1 200 OK\r\n${head}Content-Length: ${body.length}\r\n\r\n${body.toString('latin1')}`;
  script.server.play([{ raw, close: true }]);
}

/** Five codings are decoded; more are an error, whether in one header line or in many. */
async function expectBounded(read: Read, linesOf: (count: number) => string[]): Promise<void> {
  for (const stream of [false, true]) {
    play(linesOf(5), wrapped(5));
    expect(await read(script.server.origins.A, stream)).toBe('hello');
    for (const count of [6, 100]) {
      play(linesOf(count), wrapped(count));
      await expect(read(script.server.origins.A, stream)).rejects.toThrow(ContentDecodingError);
    }
  }
}

const inOneLine = (count: number): string[] => [Array.from({ length: count }, () => 'gzip').join(', ')];
const inManyLines = (count: number): string[] => Array.from({ length: count }, () => 'gzip');
const inBoth = (count: number): string[] => ['gzip, x-gzip', ...inManyLines(count - 2)];

function reading(transport: Transport): Read {
  const session = new Session({ transport, trustEnv: false, timeout: 60_000 });
  return async (url, stream) => {
    const response = await session.get(url, { stream });
    await response.read();
    return response.text;
  };
}

/** Decodes any number of codings. */
const vulnerableClient: Read = async (url) => {
  let bytes = await new Promise<Buffer>((resolve, reject) => {
    const pieces: Buffer[] = [];
    const request = http.get(url, { agent: false }, (response) => {
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces)));
    });
    request.on('error', reject);
  });
  while (bytes[0] === 0x1f) bytes = zlib.gunzipSync(bytes);
  return bytes.toString();
};

const rows = { 'DC-02': inOneLine, 'DC-03': inManyLines, 'DC-04': inBoth, 'DC-07': inOneLine };
for (const [id, lines] of Object.entries(rows)) {
  describeRow(id, () => {
    overTransports(({ transport }) => expectBounded(reading(transport), lines));
    expectVulnerable('decodes any number of codings', () => expectBounded(vulnerableClient, lines));
  });
}
