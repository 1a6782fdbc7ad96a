import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { PreparedRequest, ResponseNotRead, type Transport, type TransportRequest } from '../../src/index.ts';
import { requireCapabilities as ofBrowsers } from '../../src/platform/capabilities.web.ts';
import { SharedMap as SimpleMap } from '../../src/platform/shared-map.web.ts';
import { detectEncoding as atOnce } from '../../src/platform/text.web.ts';
import { detectEncoding } from '../../src/response/detect.ts';
import { requireCapabilities } from '../../src/send/required-capabilities.ts';
import { DEFAULT_TLS } from '../../src/send/tls-settings.ts';

const bytes = fc
  .oneof(
    fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '\n', '\t', '~', '{', '}', '$', '\x1b', '\x01', '\0', '+') }),
    fc.string({ unit: fc.constantFrom('a', 'ä', '\ufeff', 'я', '日', '😀', '~{', '\x1b$B', '\x05') }),
  )
  .map((text) => new TextEncoder().encode(text));

describe('what a browser knows before anything was loaded', () => {
  test('of an encoding is what detection would say, or nothing', () => {
    let told = 0;
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 12 })), (body) => {
        let encoding: string;
        try {
          encoding = atOnce(body);
        } catch (error) {
          expect(error).toBeInstanceOf(ResponseNotRead);
          return;
        }
        told++;
        expect(encoding).toBe(detectEncoding(body));
      }),
      { numRuns: 5_000 },
    );
    expect(told).toBeGreaterThan(500);
  });

  test('of a request is that it needs no capability, or nothing', async () => {
    const transport: Transport = {
      name: 'bare',
      capabilities: new Set(),
      send: () => Promise.reject(new Error('not sent')),
      close: () => Promise.resolve(),
    };
    const prepared = new PreparedRequest({ method: 'GET', url: 'http://a.test/', headers: new HeaderMap() });
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'HEAD', 'TRACE', 'M-SEARCH', 'QUERY'),
      url: fc
        .tuple(
          fc.constantFrom('http://', 'https://'),
          fc.constantFrom('a.test', '127.0.0.1', '127.1', '[::1]', 'a_b.test', 'xn--a.test'),
          fc.oneof(
            fc.constant(''),
            fc.integer({ min: 0, max: 65535 }).map((port) => `:${port}`),
          ),
          fc.constantFrom('/', '/a?b=c', "/?'", '/%41', '/%2e/', '/a/../b', '/a b', '/{}', '/|', '/?"'),
        )
        .map((parts) => parts.join('')),
      headers: fc.dictionary(
        fc.constantFrom(
          'Accept',
          'Host',
          'TE',
          'Connection',
          'Expect',
          'User-Agent',
          'X',
          'Transfer-Encoding',
          'Upgrade',
        ),
        fc.constantFrom('', 'a', 'keep-alive', 'close', 'ä', 'chunked'),
        { maxKeys: 3 },
      ),
      body: fc.constantFrom(null, new Uint8Array(1)),
    });
    let ordinary = 0;
    await fc.assert(
      fc.asyncProperty(request, async ({ headers, ...rest }) => {
        const asked: TransportRequest = {
          ...rest,
          headers: new HeaderMap(headers),
          timeout: { connect: null, read: null },
          tls: DEFAULT_TLS,
          proxy: null,
          signal: null,
          stream: false,
        };
        const checking = ofBrowsers(transport, asked, prepared);
        if (checking === undefined) {
          ordinary++;
          requireCapabilities(transport, asked, prepared);
        } else {
          // Then the real check decides.
          const outcome = await Promise.resolve(checking).then(
            () => null,
            (error: Error) => error.message,
          );
          let expected: string | null = null;
          try {
            requireCapabilities(transport, asked, prepared);
          } catch (error) {
            expected = (error as Error).message;
          }
          expect(outcome).toBe(expected);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(ordinary).toBeGreaterThan(30);
  });

  test('of a map that was copied is what was in it', () => {
    const map = new SimpleMap<object>();
    const [a, b, c] = [{}, {}, {}];
    map.set('a', a).set('b', b);
    const copy = map.copy();
    copy.set('b', c);
    copy.delete('a');
    expect([...map]).toEqual([
      ['a', a],
      ['b', b],
    ]);
    expect([...map.unsharedOf(copy)]).toEqual([['b', c]]);
    expect(copy.size).toBe(1);
  });
});
