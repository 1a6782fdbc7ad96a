import { expect } from '@jest/globals';
import { ContentDecodingError, ContentTooLarge, Session, type Transport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { scripted } from '../framing/support/scripted.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { CODERS, type CodingName, coded, reply } from './support/coded.ts';
import { decodedBytes } from './support/decoded-bytes.ts';

const MIB = 1_048_576;
const script = scripted();
const CODINGS = [...CODERS.keys()];
const zeros = new Map<CodingName, string>(
  CODINGS.map((name) => [name, reply(name, coded(name, Buffer.alloc(12 * MIB)))]),
);

const sessionOver = (transport: Transport): Session => new Session({ transport, trustEnv: false, timeout: 60_000 });

/** Reading one byte decodes at most a mebibyte. */
async function expectLittleDecoded(readOne: (url: string) => Promise<unknown>): Promise<void> {
  for (const coding of CODINGS) {
    script.server.play([{ raw: zeros.get(coding) as string, close: true }]);
    const count = await decodedBytes(() => readOne(script.server.origins.A));
    expect({ coding, count, little: count > 0 && count <= MIB }).toEqual({ coding, count, little: true });
  }
}

describeRow('DC-05', () => {
  overTransports(({ transport }) => {
    return expectLittleDecoded(async (url) => {
      const response = await sessionOver(transport).get(url, { stream: true });
      for await (const byte of response.iterContent({ chunkSize: 1 })) {
        expect(byte).toHaveLength(1);
        break;
      }
      await response.close();
    });
  }, OWNS_SOCKETS);
  expectVulnerable('decodes a whole chunk at once', () =>
    expectLittleDecoded(async () => {
      const { gunzipSync } = process.getBuiltinModule('node:zlib');
      return gunzipSync(coded('gzip', Buffer.alloc(5 * MIB)));
    }),
  );
});

/** Nothing is decoded before it is read, and the limit applies to every read. */
async function expectUnreadUndecoded(drop: (url: string) => Promise<unknown>): Promise<void> {
  for (const coding of CODINGS) {
    script.server.play([{ raw: zeros.get(coding) as string, close: true }]);
    expect(await decodedBytes(() => drop(script.server.origins.A))).toBe(0);
    const redirect = (zeros.get(coding) as string).replace('200 OK\r\n', '302 Found\r\nLocation: /next\r\n');
    script.server.play([{ raw: redirect, close: true }]);
    expect(await decodedBytes(() => drop(script.server.origins.A))).toBe(0);
    expect(script.server.requests.map(({ line }) => line.split(' ')[1])).toEqual(['/', '/next']);
  }
}

async function expectCapAtEveryRead(transport: Transport): Promise<void> {
  for (const coding of CODINGS) {
    script.server.play([{ raw: zeros.get(coding) as string, close: true }]);
    const response = await sessionOver(transport).get(script.server.origins.A, { stream: true, maxBodySize: MIB });
    let received = 0;
    const reading = async (): Promise<void> => {
      for await (const piece of response.iterContent({ chunkSize: 10_000 })) received += piece.length;
    };
    await expect(reading()).rejects.toThrow(ContentTooLarge);
    expect(received).toBeLessThanOrEqual(MIB);
  }
}

describeRow('DC-06', () => {
  overTransports(async ({ transport }) => {
    await expectUnreadUndecoded(async (url) => (await sessionOver(transport).get(url, { stream: true })).close());
    await expectCapAtEveryRead(transport);
  }, OWNS_SOCKETS);
  expectVulnerable('decodes to the end before it closes', () =>
    expectUnreadUndecoded(async (url) => {
      const response = await fetch(url);
      await response.body?.cancel();
      return process.getBuiltinModule('node:zlib').gunzipSync(coded('gzip', TEXT));
    }),
  );
});

const TEXT = Buffer.from(Array.from({ length: 3_000 }, (_, n) => `line ${n * 7919}\n`).join(''));

/** A body whose coding is truncated is an error, even if its framing is complete. */
async function expectCompleteOnly(read: (url: string, stream: boolean) => Promise<unknown>): Promise<void> {
  for (const coding of CODINGS) {
    const whole = coded(coding, TEXT);
    for (const length of [1, 5, Math.floor(whole.length / 2), whole.length - 1]) {
      for (const stream of [false, true]) {
        script.server.play([{ raw: reply(coding, whole.subarray(0, length)) }]);
        const outcome = await read(script.server.origins.A, stream).then(
          (text) => `${String(text).length} characters`,
          (error: unknown) => error,
        );
        expect({ coding, length, refused: outcome instanceof ContentDecodingError, outcome }).toEqual({
          coding,
          length,
          refused: true,
          outcome,
        });
      }
    }
  }
}

describeRow('DC-12', () => {
  overTransports(({ transport }) => {
    return expectCompleteOnly(async (url, stream) => {
      const response = await sessionOver(transport).get(url, { stream });
      await response.read();
      return response.text;
    });
  }, OWNS_SOCKETS);
  overTransports(
    async ({ transport }) => {
      // The platform decodes; Node 20's fetch accepts a truncated body. At least it yields nothing that was not sent.
      const whole = coded('gzip', TEXT);
      script.server.play([{ raw: reply('gzip', whole.subarray(0, whole.length - 1)) }]);
      const outcome = await sessionOver(transport)
        .get(script.server.origins.A)
        .then(
          ({ text }) => text,
          (error: unknown) => error,
        );
      if (!(outcome instanceof Error)) expect(TEXT.toString().startsWith(outcome as string)).toBe(true);
      else expect(outcome).toBeInstanceOf(ContentDecodingError);
    },
    ['built-in fetch'],
  );
  expectVulnerable("is the platform's fetch as it is", () =>
    expectCompleteOnly(async (url) => (await fetch(url)).text()),
  );
});
