import zlib from 'node:zlib';
import { expect } from '@jest/globals';
import { ContentTooLarge, Session, type Transport } from '@req/core';
import { TRANSPORTS } from '@req/test-support/transports';
import { scripted } from '../framing/support/scripted.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { coded, reply } from './support/coded.ts';

const MIB = 1_048_576;
const script = scripted();

const row = (n: number): string =>
  `<tr class="row"><td>${n}</td><td class="name">item ${n % 97}</td><td>0.00</td></tr>\n`;

/** What real servers send: a long table, repetitive text, a file of zeros. */
const PAGES: readonly Buffer[] = [
  Buffer.from(`<table>${Array.from({ length: 10_000 }, (_, n) => row(n)).join('')}</table>`),
  Buffer.alloc(12 * MIB, 'All work and no play makes Jack a dull boy, for the day is long and the night is short.\n'),
  Buffer.alloc(9 * MIB),
];

/** The levels that servers use. */
const quickly = {
  gzip: (page: Uint8Array) => zlib.gzipSync(page, { level: 1 }),
  deflate: (page: Uint8Array) => zlib.deflateSync(page, { level: 1 }),
  br: (page: Uint8Array) => zlib.brotliCompressSync(page, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
} as const;

const REPLIES = PAGES.flatMap((page) =>
  (page.length > 11 * MIB ? (['gzip'] as const) : (['gzip', 'deflate', 'br'] as const)).map((coding) => ({
    raw: reply(coding, quickly[coding](page)),
    length: page.length,
  })),
);

/** A page that compresses well never reaches the limits of expansion. */
async function expectDecoded(get: (url: string) => Promise<Uint8Array>): Promise<void> {
  for (const { raw, length } of REPLIES) {
    script.server.play([{ raw }]);
    expect((await get(script.server.origins.A)).length).toBe(length);
  }
}

const getting = (transport: Transport, maxDecompressionRatio?: number | null) => {
  const session = new Session({
    transport,
    trustEnv: false,
    ...(maxDecompressionRatio !== undefined && { maxDecompressionRatio }),
  });
  return async (url: string): Promise<Uint8Array> => (await session.get(url)).content;
};

describeRow('DC-01', () => {
  overTransports(async ({ transport }) => {
    await expectDecoded(getting(transport));
    // A lower limit, and none.
    script.server.play([{ raw: reply('gzip', quickly.gzip(PAGES[1] as Buffer)) }]);
    await expect(getting(transport, 10)(script.server.origins.A)).rejects.toThrow(ContentTooLarge);
    script.server.play([{ raw: reply('gzip', coded('gzip', Buffer.alloc(20 * MIB))) }]);
    await expect(getting(transport, null)(script.server.origins.A)).resolves.toHaveLength(20 * MIB);
  });
  expectVulnerable('allows ten to one', async () => {
    const transport = TRANSPORTS.undici();
    try {
      await expectDecoded(getting(transport, 10));
    } finally {
      await transport.close();
    }
  });
});
