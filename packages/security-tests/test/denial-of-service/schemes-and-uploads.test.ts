import http from 'node:http';
import { expect } from '@jest/globals';
import { InvalidHeader, InvalidSchema, Session, type Transport } from '@req/core';
import { scripted } from '../framing/support/scripted.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

const script = scripted();
const DATA_URLS = ['data:text/plain,hello', 'data:;base64,aGVsbG8=', 'DATA:text/plain,hello'];

/** A `data:` URL is never requested, whether given or redirected to. */
async function expectNoDataUrls(get: (url: string) => Promise<unknown>): Promise<void> {
  for (const url of DATA_URLS) {
    await expect(get(url)).rejects.toThrow(InvalidSchema);
    const raw = `HTTP/1.1 302 Found\r\nLocation: ${url}\r\nContent-Length: 0\r\n\r\n`;
    script.server.play([{ raw }]);
    await expect(get(script.server.origins.A)).rejects.toThrow(InvalidSchema);
  }
}

describeRow('DS-09', () => {
  overTransports(({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    return expectNoDataUrls((url) => session.get(url));
  });
  expectVulnerable("is the platform's fetch as it is", () => expectNoDataUrls((url) => globalThis.fetch(url)));
});

async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < count; piece++) yield Buffer.alloc(1_000, 'a');
}

type Upload = (body: AsyncIterable<Uint8Array>, length: number) => Promise<unknown>;

/** Uploads are not limited; but a stream with an announced length is counted, and not a byte more is sent. */
async function expectCounted(upload: Upload): Promise<void> {
  for (const [announced, pieceCount] of [
    [2_500, 5],
    [2_500, 2],
    [0, 1],
  ] as const) {
    script.server.play([]);
    await expect(upload(pieces(pieceCount), announced)).rejects.toThrow(InvalidHeader);
    await script.server.settled();
    for (const { body } of script.server.requests) expect(body.byteLength).toBeLessThanOrEqual(announced);
  }
}

function uploading(transport: Transport): Upload {
  const session = new Session({ transport, trustEnv: false, timeout: 60_000 });
  return (data, length) =>
    session.post(script.server.origins.A, { data, headers: { 'Content-Length': String(length) } });
}

describeRow('DS-10', () => {
  overTransports(({ transport }) => expectCounted(uploading(transport)));
  expectVulnerable('sends everything unchecked', () =>
    expectCounted(async (body, length) => {
      const request = http.request(script.server.origins.A, {
        method: 'POST',
        headers: { 'Content-Length': length, Connection: 'close' },
      });
      request.on('error', () => {});
      for await (const piece of body) request.write(piece);
      request.destroy();
    }),
  );
});
