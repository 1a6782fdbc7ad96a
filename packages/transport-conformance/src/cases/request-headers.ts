import type { CaseContext } from '../case-context.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectEqual } from '../expectation.ts';

type Line = [string, string];

async function sendHeaders(context: CaseContext, headers: Line[], method = 'GET'): Promise<readonly Line[]> {
  await context.exchange({ url: context.url(), method, headers });
  return context.server.requests[0]?.headers ?? [];
}

/** Values of the named header, without regard to case. */
function values(headers: readonly Line[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

function expectEach(seen: readonly Line[], given: readonly Line[]): void {
  for (const [name, value] of given) expectEqual(values(seen, name), [value], `Header ${name} on the wire`);
}

export const requestHeaders: readonly ConformanceCase[] = defineCases('request headers', [
  {
    name: 'the headers given arrive once each, with their values untouched',
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
    name: 'an empty value arrives as an empty value',
    run: async (context) => expectEach(await sendHeaders(context, [['X-Empty', '']]), [['X-Empty', '']]),
  },
  {
    name: 'header lines keep their case and order',
    needs: ['header-case'],
    run: async (context) => {
      const given: Line[] = [
        ['zEta', '1'],
        ['ALPHA', '2'],
        ['x-lower', '3'],
        ['alpha-Beta', '4'],
        ['USER-agent', '5'],
      ];
      const own = new Set(['host', 'connection']);
      const seen = (await sendHeaders(context, given)).filter(([name]) => !own.has(name.toLowerCase()));
      expectEqual(seen, given, 'Header lines on the wire');
    },
  },
  {
    name: 'repeated header lines all arrive, in order',
    run: async (context) => {
      const seen = await sendHeaders(context, [
        ['X-Twice', 'b'],
        ['X-Other', 'o'],
        ['X-Twice', 'a'],
      ]);
      // One line for both is the same message (RFC 9110 §5.3).
      expectEqual(values(seen, 'x-twice').join(', '), 'b, a', 'Values of X-Twice on the wire');
    },
  },
  {
    name: 'header values beyond ASCII arrive as one byte a character',
    needs: ['header-bytes'],
    run: async (context) =>
      expectEach(await sendHeaders(context, [['X-Bytes', 'caf\xe9 \xff\x80']]), [['X-Bytes', 'caf\xe9 \xff\x80']]),
  },
  {
    name: 'User-Agent, Accept, Accept-Encoding and Content-Type of the request replace those of the client',
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
    name: 'an empty User-Agent is sent',
    needs: ['empty-user-agent'],
    run: async (context) => expectEach(await sendHeaders(context, [['User-Agent', '']]), [['User-Agent', '']]),
  },
  {
    name: 'Host is added, with the port',
    run: async (context) => {
      const host = new URL(context.url()).host;
      expectEqual(values(await sendHeaders(context, []), 'host'), [host], 'Host on the wire');
    },
  },
  {
    name: 'a Host header of the request is sent instead',
    needs: ['host-header'],
    run: async (context) => {
      const seen = await sendHeaders(context, [['Host', 'virtual.test:8080']]);
      expectEqual(values(seen, 'host'), ['virtual.test:8080'], 'Host on the wire');
    },
  },
  {
    name: 'Connection, TE and Upgrade of the request are sent',
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
    name: 'many and long headers arrive whole',
    run: async (context) => {
      const given: Line[] = Array.from({ length: 100 }, (_, i) => [`X-${i}`, `value ${i}`]);
      given.push(['X-Long', 'l'.repeat(6000)]);
      expectEach(await sendHeaders(context, given), given);
    },
  },
]);
