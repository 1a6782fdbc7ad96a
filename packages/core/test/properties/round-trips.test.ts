import { describe, expect, test } from '@jest/globals';
import { HeaderMap, InvalidURL, MissingSchema, Request } from '@req/core';
import fc from 'fast-check';
import { encodePairs } from '../../src/body/encode-params.ts';
import { encodeMultipart } from '../../src/body/multipart.ts';
import { StreamBody } from '../../src/body/stream-body.ts';
import { prepareUrl } from '../../src/request/prepare-url.ts';
import { requote } from '../../src/url/requote.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/);

describe('what is encoded can be decoded', () => {
  test('a form, in order, repeated keys and all', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), (pairs) => {
        expect([...new URLSearchParams(encodePairs(pairs, 'data'))]).toEqual(pairs);
      }),
    );
  });

  test('the query that params make', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 }), async (pairs) => {
        const { url } = await new Request('GET', 'http://a.test/', { params: pairs }).prepare();
        expect([...new URL(url).searchParams]).toEqual(pairs);
      }),
    );
  });

  test('a multipart body, by the parser of the platform', async () => {
    const name = fc.stringMatching(/^[\w é日-]{1,12}$/);
    const part = fc.tuple(name, fc.stringMatching(/^[\w.é-]{1,12}$/), fc.uint8Array({ maxLength: 200 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        const files = parts.map(([field, filename, bytes, streamed]) => {
          return [field, [filename, streamed ? new Blob([bytes]) : bytes]] as const;
        });
        const { body, contentType } = encodeMultipart(files as never, { before: 'é' });
        const bytes = body instanceof StreamBody ? await collect(body) : body;
        if (body instanceof StreamBody) expect(body.length).toBe(bytes.byteLength);
        const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
        expect(form.get('before')).toBe('é');
        const found: [string, string, string][] = [];
        for (const [field, value] of form) {
          if (typeof value !== 'string')
            found.push([field, value.name, hex(new Uint8Array(await value.arrayBuffer()))]);
        }
        expect(found).toEqual(parts.map(([field, filename, content]) => [field, filename, hex(content)]));
      }),
    );
  });
});

async function collect(body: StreamBody): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a URL that was prepared', () => {
  const url = fc.tuple(
    fc.constantFrom('http', 'HTTPS', 'http'),
    fc.constantFrom('a.test', 'A.Test:80', '[::1]:8080', '127.1', 'bücher.test', 'u:p@a.test'),
    fc.string({ unit: fc.constantFrom(...'/.%2eéa b?&=+[]{}|#:@;,\\'), maxLength: 30 }),
  );

  test('is prepared: doing it again changes no byte that goes out', () => {
    fc.assert(
      fc.property(url, ([scheme, host, rest]) => {
        const once = prepareUrl(`${scheme}://${host}/${rest}`, null);
        // A second look finds the dot segments that escapes had hidden; no other difference.
        fc.pre(!/\/\.\.?(?:[/?#]|$)/.test(once));
        expect(prepareUrl(once, null)).toBe(once);
      }),
    );
  });

  test('holds no space, control character or anything beyond ASCII', () => {
    fc.assert(
      fc.property(url, ([scheme, host, rest]) => {
        expect(prepareUrl(`${scheme}://${host}/${rest}`, null)).toMatch(/^[\u0021-\u007e]+$/);
      }),
    );
  });

  test('or was refused with InvalidURL or MissingSchema, never with another error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (anything) => {
        for (const input of [anything, `http://${anything}`, `http://a.test${anything}`]) {
          try {
            prepareUrl(input, null);
          } catch (error) {
            expect(error instanceof InvalidURL || error instanceof MissingSchema).toBe(true);
          }
        }
      }),
    );
  });

  test('is left alone by requote when it needs nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (anything) => {
        const once = requote(anything);
        fc.pre(!once.includes('%'));
        expect(requote(once)).toBe(once);
      }),
    );
  });
});

describe('a HeaderMap', () => {
  const entry = fc.tuple(token, fc.stringMatching(/^[\u0021-\u007e][\u0020-\u007e]{0,20}$/));
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), entry }),
    fc.record({ kind: fc.constant('set' as const), entry }),
    fc.record({ kind: fc.constant('delete' as const), entry }),
  );

  test('is a list of field lines, looked up without regard to case', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const map = new HeaderMap();
        let model: [string, string][] = [];
        for (const {
          kind,
          entry: [name, value],
        } of operations) {
          const same = ([other]: [string, string]): boolean => other.toLowerCase() === name.toLowerCase();
          if (kind === 'append') {
            map.append(name, value);
            model.push([name, value]);
          } else if (kind === 'delete') {
            expect(map.delete(name.toUpperCase())).toBe(model.some(same));
            model = model.filter((line) => !same(line));
          } else {
            map.set(name, value);
            const at = model.findIndex(same);
            if (at < 0) model.push([name, value]);
            else model = model.flatMap((line, i) => (i === at ? [[name, value]] : same(line) ? [] : [line]));
          }
          expect([...map]).toEqual(model);
          const values = model.filter(same).map(([, each]) => each);
          expect(map.getAll(name.toLowerCase())).toEqual(values);
          expect(map.get(name)).toBe(values.length === 0 ? null : values.join(', '));
          expect(map.has(name)).toBe(values.length > 0);
        }
        expect(map.size).toBe(model.length);
        expect([...new HeaderMap(map)]).toEqual(model);
        expect([...new HeaderMap(model)]).toEqual(model);
      }),
    );
  });
});
