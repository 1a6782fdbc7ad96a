import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { CaseContext } from '../case-context.ts';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectTrue } from '../expectation.ts';
import { bodyIterator, readBody } from '../read-body.ts';
import type { Reply } from '../server/play-reply.ts';
import { readHead } from '../server/raw-server.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

/** Expects the body with stream: false and with stream: true. */
async function expectBody(
  context: CaseContext,
  reply: Reply,
  expected: string | Uint8Array,
  method = 'GET',
): Promise<void> {
  for (const stream of [false, true]) {
    context.server.play([reply]);
    const { body } = await context.exchange({ url: context.url(), method, stream });
    expectBytes(body, expected, `Body with stream: ${stream}`);
  }
}

const every = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));

export const responseBody: readonly ConformanceCase[] = defineCases(
  {
    subject: 'response body',
    rule: 'The Transport contract: returns the body undecoded, as framed by the server (RFC 9112 §6).',
  },
  [
    {
      name: 'returns every byte of a body with a Content-Length',
      run: (context) => expectBody(context, { raw: `${OK}Content-Length: 256\r\n\r\n${every}` }, every),
    },
    {
      name: 'returns an empty body',
      run: (context) => expectBody(context, { raw: `${OK}Content-Length: 0\r\n\r\n` }, ''),
    },
    {
      name: 'joins chunks and ignores chunk extensions and trailers',
      run: (context) => {
        const chunks = ['3\r\nabc\r\n', '00A;ext="v"\r\n0123456789\r\n', '1\r\n\n\r\n', '0\r\nX-Trailer: t\r\n\r\n'];
        return expectBody(
          context,
          { parts: [`${OK}Transfer-Encoding: chunked\r\n\r\n`, ...chunks], gapMs: 5 },
          'abc0123456789\n',
        );
      },
    },
    {
      name: 'joins chunks that arrive byte by byte',
      run: (context) => {
        const text = `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n`;
        return expectBody(context, { parts: [...text], gapMs: 1 }, 'hello!');
      },
    },
    {
      name: 'reads a body without framing until the connection closes',
      run: (context) =>
        expectBody(
          context,
          { parts: [`${OK}Connection: close\r\n\r\nuntil`, ' the end'], close: true },
          'until the end',
        ),
    },
    {
      name: 'returns a body of several megabytes',
      run: async (context) => {
        const body = 'm'.repeat(5_000_000);
        await expectBody(context, { raw: `${OK}Content-Length: 5000000\r\n\r\n${body}` }, body);
      },
    },
    {
      name: 'returns no body for HEAD, whatever Content-Length says',
      run: async (context) => {
        await expectBody(context, { raw: `${OK}Content-Length: 5\r\n\r\n` }, '', 'HEAD');
        await expectBody(context, { raw: `${OK}Transfer-Encoding: chunked\r\n\r\n` }, '', 'HEAD');
        context.server.play([{ raw: `${OK}Content-Length: 5\r\n\r\n` }]);
        const { response } = await context.exchange({ url: context.url(), method: 'HEAD' });
        expectEqual(response.headers.get('content-length'), '5', 'Content-Length of the response');
      },
    },
    {
      name: 'returns no body for status 204 and 304',
      run: async (context) => {
        await expectBody(context, { raw: 'HTTP/1.1 204 No Content\r\n\r\n' }, '');
        await expectBody(context, { raw: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n' }, '');
      },
    },
    {
      name: 'returns the body of error responses',
      run: async (context) => {
        await expectBody(context, { raw: 'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone' }, 'gone');
        await expectBody(
          context,
          { raw: 'HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n2\r\noh\r\n0\r\n\r\n' },
          'oh',
        );
      },
    },
    {
      name: 'returns an encoded body undecoded, with its Content-Encoding',
      needs: ['raw-body'],
      run: async (context) => {
        const coded = { gzip: gzipSync('text'), deflate: deflateSync('text'), br: brotliCompressSync('text') };
        for (const [coding, bytes] of Object.entries({
          ...coded,
          'x-gzip': coded.gzip,
          unknown: Buffer.from('text'),
        })) {
          const head = `${OK}Content-Encoding: ${coding}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
          await expectBody(context, { raw: head + bytes.toString('latin1') }, bytes);
          context.server.play([{ raw: head + bytes.toString('latin1') }]);
          const { response } = await context.exchange({ url: context.url() });
          expectEqual(response.headers.get('content-encoding'), coding, 'Content-Encoding');
        }
      },
    },
    {
      name: 'returns a body unchanged when its Content-Encoding is wrong',
      needs: ['raw-body'],
      run: (context) =>
        expectBody(context, { raw: `${OK}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\ntext` }, 'text'),
    },
    {
      name: 'resolves a streamed response as soon as its head has arrived',
      run: async (context) => {
        context.server.play([{ parts: [`${OK}Content-Length: 4\r\n\r\n`, 'late'], gapMs: 600 }]);
        const response = await within(
          450,
          context.send({ url: context.url(), stream: true }),
          'The response, 600 ms before its body,',
        );
        expectBytes(await readBody(response), 'late', 'Body');
      },
    },
    {
      name: 'delivers each piece of a streamed body before the next is sent',
      run: async (context) => {
        let sendRest = (): void => {};
        const gate = new Promise<void>((resolve) => {
          sendRest = resolve;
        });
        const server = await context.listen(async ({ socket, source }) => {
          await readHead(source);
          socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n`);
          await gate;
          socket.write('6\r\nsecond\r\n0\r\n\r\n');
        });
        const iterator = bodyIterator(await context.send({ url: server.url, stream: true }));
        const first = await within(1_000, iterator.next(), 'The first piece');
        expectBytes(first.value ?? Buffer.alloc(0), 'first', 'First piece');
        sendRest();
        const rest: Uint8Array[] = [];
        for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) rest.push(step.value);
        expectBytes(Buffer.concat(rest), 'second', 'Rest of the body');
      },
    },
    {
      name: 'delivers a streamed body in the chunks of the server',
      needs: ['chunk-boundaries'],
      run: async (context) => {
        context.server.play([
          { raw: `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n3\r\nbcd\r\n2\r\nef\r\n0\r\n\r\n` },
        ]);
        const iterator = bodyIterator(await context.send({ url: context.url(), stream: true }));
        const pieces: string[] = [];
        for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
          pieces.push(Buffer.from(step.value).toString('latin1'));
        }
        expectEqual(pieces, ['a', 'bcd', 'ef'], 'Pieces');
      },
    },
    {
      name: 'does not modify pieces that were already delivered',
      run: async (context) => {
        context.server.play([
          {
            parts: [`${OK}Content-Length: 30\r\n\r\n`, ...'abc'].map((part) => part.repeat(part.length === 1 ? 10 : 1)),
          },
        ]);
        const iterator = bodyIterator(await context.send({ url: context.url(), stream: true }));
        const pieces: Uint8Array[] = [];
        for (let step = await iterator.next(); step.done !== true; step = await iterator.next())
          pieces.push(step.value);
        expectBytes(Buffer.concat(pieces), `${'a'.repeat(10)}${'b'.repeat(10)}${'c'.repeat(10)}`, 'Body');
        expectTrue(
          pieces.every((piece) => piece instanceof Uint8Array),
          'Expected every piece to be a Uint8Array.',
        );
      },
    },
    {
      name: 'delivers a body that arrived completely before it was read',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 5\r\nConnection: close\r\n\r\nready`, close: true }]);
        const response = await context.send({ url: context.url(), stream: true });
        await sleep(100);
        expectBytes(await readBody(response), 'ready', 'Body');
      },
    },
  ],
);
