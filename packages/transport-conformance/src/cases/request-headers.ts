import type { CaseContext } from '../case-context.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectEqual } from '../expectation.ts';

type Line = [string, string];

async function sendHeaders(context: CaseContext, headers: Line[], method = 'GET'): Promise<readonly Line[]> {
  await context.exchange({ url: context.url(), method, headers });
  return context.server.requests[0]?.headers ?? [];
}

/** The values of a header, case-insensitively. */
function values(headers: readonly Line[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

function expectEach(seen: readonly Line[], given: readonly Line[]): void {
  for (const [name, value] of given) expectEqual(values(seen, name), [value], `Header ${name} on the wire`);
}

export const requestHeaders: readonly ConformanceCase[] = defineCases(
  {
    subject: 'request headers',
    rule: 'The Transport contract: sends the method, the target and the headers given, and no others (RFC 9110 §5).',
  },
  [
    {
      name: 'sends each header once, with its value unchanged',
      run: async (context) => {
        const given: Line[] = [
          ['X-Comma', 'a, b,c'],
          ['X-Quoted', '"q\\"uo;te"; x=y'],
          ['X-Inner', 'a  b\tc'],
          ['X-Colon', ':a: b:'],
          ['X-Number', '007'],
          ['Authorization', 'Basic dTpw'],
          ['Cookie', 'a=1; b="2"; c=d=e'],
          ['If-None-Match', 'W/"x", "y"'],
          ['Range', 'bytes=0-5'],
        ];
        expectEach(await sendHeaders(context, given), given);
      },
    },
    {
      name: 'sends an empty header value',
      run: async (context) => expectEach(await sendHeaders(context, [['X-Empty', '']]), [['X-Empty', '']]),
    },
    {
      name: 'sends header names in the case and order given',
      needs: ['header-case'],
      run: async (context) => {
        const given: Line[] = [
          ['zEta', '1'],
          ['ALPHA', '2'],
          ['x-lower', '3'],
          ['alpha-Beta', '4'],
          ['USER-agent', '5'],
        ];
        const added = new Set(['host', 'connection']);
        const seen = (await sendHeaders(context, given)).filter(([name]) => !added.has(name.toLowerCase()));
        expectEqual(seen, given, 'Header lines on the wire');
      },
    },
    {
      name: 'sends all values of a repeated header, in order',
      run: async (context) => {
        const seen = await sendHeaders(context, [
          ['X-Twice', 'b'],
          ['X-Other', 'o'],
          ['X-Twice', 'a'],
        ]);
        // A single line with both values is equivalent (RFC 9110 §5.3).
        expectEqual(values(seen, 'x-twice').join(', '), 'b, a', 'Values of X-Twice on the wire');
      },
    },
    {
      name: 'sends header values beyond ASCII with one byte per character',
      needs: ['header-bytes'],
      run: async (context) =>
        expectEach(await sendHeaders(context, [['X-Bytes', 'caf\xe9 \xff\x80']]), [['X-Bytes', 'caf\xe9 \xff\x80']]),
    },
    {
      name: 'sends User-Agent, Accept, Accept-Encoding and Content-Type of the request, not defaults of the client',
      run: async (context) => {
        const given: Line[] = [
          ['User-Agent', 'mine/1'],
          ['Accept', 'text/mine'],
          ['Accept-Encoding', 'identity'],
          ['Accept-Language', 'tlh'],
          ['Content-Type', 'text/mine'],
        ];
        expectEach(await sendHeaders(context, given, 'POST'), given);
      },
    },
    {
      name: 'sends an empty User-Agent',
      needs: ['empty-user-agent'],
      run: async (context) => expectEach(await sendHeaders(context, [['User-Agent', '']]), [['User-Agent', '']]),
    },
    {
      name: 'adds Host, with the port',
      run: async (context) => {
        const host = new URL(context.url()).host;
        expectEqual(values(await sendHeaders(context, []), 'host'), [host], 'Host on the wire');
      },
    },
    {
      name: 'sends the Host header of the request',
      needs: ['host-header'],
      run: async (context) => {
        const seen = await sendHeaders(context, [['Host', 'virtual.test:8080']]);
        expectEqual(values(seen, 'host'), ['virtual.test:8080'], 'Host on the wire');
      },
    },
    {
      name: 'sends Connection, TE and Upgrade of the request',
      needs: ['hop-headers'],
      run: async (context) => {
        const seen = await sendHeaders(context, [
          ['Connection', 'TE, upgrade'],
          ['TE', 'trailers'],
          ['Upgrade', 'example/1'],
        ]);
        expectEqual([values(seen, 'te'), values(seen, 'upgrade')], [['trailers'], ['example/1']], 'TE and Upgrade');
        expectEqual(values(seen, 'connection').join(', ').toLowerCase(), 'te, upgrade', 'Connection');
      },
    },
    {
      name: 'sends many and long headers',
      run: async (context) => {
        const given: Line[] = Array.from({ length: 100 }, (_, i) => [`X-${i}`, `value ${i}`]);
        given.push(['X-Long', 'l'.repeat(6000)]);
        expectEach(await sendHeaders(context, given), given);
      },
    },
  ],
);
