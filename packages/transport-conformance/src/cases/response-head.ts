import { ConnectionError } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectError, rejectionOf } from '../expectation.ts';

const STATUSES = [200, 201, 202, 203, 206, 226, 299, 300, 304, 399, 400, 401, 404, 407, 418, 451, 499];
const SERVER_ERRORS = [500, 502, 503, 504, 511, 599, 600, 799, 999];

async function expectStatuses(context: CaseContext, expected: readonly number[]): Promise<void> {
  context.server.play(expected.map((status) => ({ raw: `HTTP/1.1 ${status} Any\r\nContent-Length: 0\r\n\r\n` })));
  const seen: number[] = [];
  for (let i = 0; i < expected.length; i++) seen.push((await context.exchange({ url: context.url() })).response.status);
  expectEqual(seen, expected, 'Statuses');
}

async function headOf(context: CaseContext, head: string): Promise<[string, string][]> {
  context.server.play([{ raw: `HTTP/1.1 200 OK\r\n${head}Content-Length: 0\r\n\r\n` }]);
  const { response } = await context.exchange({ url: context.url() });
  return [...response.headers].map(([name, value]) => [name.toLowerCase(), value]);
}

async function reasonOf(context: CaseContext, statusLine: string): Promise<string> {
  context.server.play([{ raw: `${statusLine}\r\nContent-Length: 0\r\n\r\n` }]);
  return (await context.exchange({ url: context.url() })).response.reason;
}

const END = ['content-length', '0'];

/** Ignores the order of the lines, which has a case of its own. */
function expectLines(seen: readonly string[][], expected: readonly string[][]): void {
  expectEqual([...seen].sort(byText), [...expected].sort(byText), 'Header lines');
}

function byText(a: readonly string[], b: readonly string[]): number {
  const [first, second] = [a.join('\0'), b.join('\0')];
  return first < second ? -1 : Number(first > second);
}

export const responseHead: readonly ConformanceCase[] = defineCases(
  {
    subject: 'response head',
    rule: 'The Transport contract: returns every status and every field line, in order, and skips 1xx (RFC 9110 §15, RFC 9112 §4 and §5).',
  },
  [
    { name: 'returns every status up to 499', run: (context) => expectStatuses(context, STATUSES) },
    { name: 'returns every status from 500 to 999', run: (context) => expectStatuses(context, SERVER_ERRORS) },
    {
      name: 'returns the reason phrase',
      run: async (context) =>
        expectEqual(await reasonOf(context, 'HTTP/1.1 200 Fine, by "me"'), 'Fine, by "me"', 'Reason'),
    },
    {
      name: 'returns an empty reason phrase if the server sent none',
      run: async (context) => expectEqual(await reasonOf(context, 'HTTP/1.1 200 '), '', 'Reason'),
    },
    {
      name: 'returns reason phrases beyond ASCII with one character per byte',
      needs: ['reason-bytes'],
      run: async (context) =>
        expectEqual(await reasonOf(context, 'HTTP/1.1 200 Caf\xe9 \xff'), 'Caf\xe9 \xff', 'Reason'),
    },
    {
      name: 'returns the HTTP version 1.1',
      run: async (context) =>
        expectEqual((await context.exchange({ url: context.url() })).response.httpVersion, '1.1', 'httpVersion'),
    },
    {
      name: 'returns the HTTP version 1.0',
      run: async (context) => {
        context.server.play([{ raw: 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', close: true }]);
        const { response, body } = await context.exchange({ url: context.url() });
        expectBytes(body, 'ok', 'Body');
        expectEqual(response.httpVersion, '1.0', 'httpVersion');
      },
    },
    {
      name: 'returns every header line separately and in order',
      run: async (context) => {
        const seen = await headOf(
          context,
          'X-Z: 1\r\nSet-Cookie: a=1, b\r\nX-A: 2, 3\r\nSet-Cookie: c=2\r\nX-Z: 4\r\n',
        );
        const expected = [
          ['x-z', '1'],
          ['set-cookie', 'a=1, b'],
          ['x-a', '2, 3'],
          ['set-cookie', 'c=2'],
          ['x-z', '4'],
          END,
        ];
        expectEqual(seen, expected, 'Header lines');
      },
    },
    {
      name: 'returns Set-Cookie lines separately',
      run: async (context) => {
        const seen = await headOf(
          context,
          'Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\nSet-Cookie: b=2\r\n',
        );
        const cookies = seen.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
        expectEqual(cookies, ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'], 'Set-Cookie lines');
      },
    },
    {
      name: 'trims whitespace around header values and keeps empty values',
      run: async (context) => {
        const seen = await headOf(context, 'X-A: \t a  b \t\r\nX-B:c\r\nX-C:\r\nX-D: \r\n');
        expectLines(seen, [['x-a', 'a  b'], ['x-b', 'c'], ['x-c', ''], ['x-d', ''], END]);
      },
    },
    {
      name: 'returns header values beyond ASCII with one character per byte',
      needs: ['header-bytes'],
      run: async (context) => {
        const seen = await headOf(context, 'X-Bytes: caf\xe9 \xc3\xa9 \xff\r\n');
        expectLines(seen, [['x-bytes', 'caf\xe9 \xc3\xa9 \xff'], END]);
      },
    },
    {
      name: 'returns headers named like members of Object.prototype',
      run: async (context) => {
        const seen = await headOf(context, '__proto__: p\r\nconstructor: c\r\ntoString: t\r\nhasOwnProperty: h\r\n');
        const expected = [['__proto__', 'p'], ['constructor', 'c'], ['tostring', 't'], ['hasownproperty', 'h'], END];
        expectLines(seen, expected);
      },
    },
    {
      name: 'returns many and long header lines',
      run: async (context) => {
        const lines = Array.from({ length: 90 }, (_, i) => `X-${i}: value ${i}\r\n`).join('');
        const seen = await headOf(context, `${lines}X-Long: ${'l'.repeat(6000)}\r\n`);
        const values = new Map(seen);
        const found = [seen.length, values.get('x-0'), values.get('x-89'), values.get('x-long')?.length];
        expectEqual(
          found,
          [92, 'value 0', 'value 89', 6000],
          'Number of lines, first, last, and length of the longest',
        );
      },
    },
    {
      name: 'accepts a response head that arrives byte by byte',
      run: async (context) => {
        const head = 'HTTP/1.1 201 Slow\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok';
        context.server.play([{ parts: [...head], gapMs: 2 }]);
        const { response, body } = await context.exchange({ url: context.url() });
        expectEqual([response.status, response.reason, response.headers.get('X-A')], [201, 'Slow', 'b'], 'Head');
        expectBytes(body, 'ok', 'Body');
      },
    },
    {
      name: 'skips 1xx responses',
      needs: ['informational'],
      run: async (context) => {
        const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n';
        const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n';
        context.server.play([{ parts: [early, hints, 'HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 2\r\n\r\nok'] }]);
        const { response, body } = await context.exchange({ url: context.url() });
        expectEqual(
          [response.status, response.headers.get('link'), response.headers.get('x')],
          [200, null, 'y'],
          'Head',
        );
        expectBytes(body, 'ok', 'Body');
      },
    },
    {
      name: 'rejects with a ConnectionError on an unrequested 101',
      run: async (context) => {
        context.server.play([{ raw: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n' }]);
        const sent = context.send({ url: context.url(), timeout: { read: 2_000 } });
        expectError(await within(1_500, rejectionOf(sent, 'a ConnectionError'), 'The rejection'), ConnectionError);
      },
    },
  ],
);
