import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import {
  ConnectionError,
  ContentTooLarge,
  type IterEventsOptions,
  Response,
  type ServerSentEvent,
} from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] as number);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function eventsOf(body: string | Uint8Array, sizes: readonly number[] = []): Promise<ServerSentEvent[]> {
  const response = new Response({ body: cut(Buffer.from(body as string), sizes) });
  return all(response.iterEvents());
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

const LONG = 'x'.repeat(2048);

/** The cases of the Web Platform Tests, eventsource/format-*; what their server appends is written out. */
const FORMAT: readonly [name: string, body: string, data: readonly string[]][] = [
  ['bom', '\ufeffdata:1\n\n\ufeffdata:2\n\ndata:3\n\n', ['1', '3']],
  ['bom-2', '\ufeff\ufeffdata:1\n\ndata:2\n\ndata:3\n\n', ['2', '3']],
  ['comments', `data:1\r:\0\n:\r\ndata:2\n:${LONG}\rdata:3\n:data:fail\r:${LONG}\ndata:4\n\n`, ['1\n2\n3\n4']],
  ['data-before-final-empty-line', 'retry:1000\ndata:test1\n\nid:test\ndata:test2', ['test1']],
  ['field-data', 'data:\n\ndata\ndata\n\ndata:test\n\n', ['', '\n', 'test']],
  ['field-event', 'event:test\ndata:x\n\ndata:x\n\n', ['test: x', 'x']],
  ['field-event-empty', 'event: \ndata:data\n\n', ['data']],
  ['field-id', 'id: 1\ndata:a\n\ndata:b\n\n', ['a #1', 'b #1']],
  ['field-id-2', 'id: …\ndata:hello\n\ndata:…\n\n', ['hello #…', '… #…']],
  ['field-id-3, persists', 'id: 1\ndata:1\n\ndata:2\n\nid: 2\ndata:3\n\ndata:4\n\n', ['1 #1', '2 #1', '3 #2', '4 #2']],
  ['field-id-3, resets', 'id: 1\ndata:1\n\nid:\ndata:2\n\ndata:3\n\n', ['1 #1', '2', '3']],
  ['field-id-3, resets without a colon', 'id: 1\ndata:1\n\nid\ndata:2\n\ndata:3\n\n', ['1 #1', '2', '3']],
  ...['\0\0', 'x\0', '\0x', 'x\0x', ' \0'].map((id): [string, string, string[]] => [
    `field-id-null ${JSON.stringify(id)}`,
    `id: ${id}\ndata:hello\n\n`,
    ['hello'],
  ]),
  [
    'field-parsing',
    'data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n',
    ['\0\n 2\n1\n3\n\n4'],
  ],
  ['field-retry', 'retry:3000\ndata:x\n\n', ['x @3000']],
  ['field-retry-bogus', 'retry:3000\nretry:1000x\ndata:x\n\n', ['x @3000']],
  ['field-retry-empty', 'retry\ndata:test\n\n', ['test']],
  [
    'field-unknown',
    'data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n',
    ['test\n\ntest'],
  ],
  ['leading-space', 'data:\ttest\rdata: \ndata:test\n\n', ['\ttest\n\ntest']],
  ['newlines', 'data:test\r\ndata\ndata:test\r\n\r', ['test\n\ntest']],
  ['null-character', 'data:\0\n\n\n\n', ['\0']],
  ['utf-8', 'data:ok…\n\n', ['ok…']],
];

/** `type: data #id @retry`, without what an event has by default. */
const shown = ({ type, data, id, retry }: ServerSentEvent): string =>
  `${type === 'message' ? '' : `${type}: `}${data}${id && ` #${id}`}${retry === null || data === 'test1' ? '' : ` @${retry}`}`;

describe('iterEvents() reads the format of the HTML Standard (Web Platform Tests, eventsource/format-…)', () => {
  test.each(FORMAT)('%s', async (_name, body, expected) => {
    for (const sizes of [[], [1], [2], [3], [7]]) expect((await eventsOf(body, sizes)).map(shown)).toEqual(expected);
  });

  test('mime: UTF-8, whatever the Content-Type and `encoding` say', async () => {
    const headers = { 'Content-Type': 'text/event-stream;charset=windows-1252' };
    const response = new Response({ body: pieces('data:ok…\n\n'), headers });
    response.encoding = 'latin-1';
    expect(await all(response.iterEvents())).toEqual([{ type: 'message', data: 'ok…', id: '', retry: null }]);
  });
});

test('random streams, cut anywhere, are read as eventsource-parser reads them', async () => {
  const value = fc.string({ unit: fc.constantFrom('a', ':', ' ', '\0', 'é', '😀', '0', '7'), maxLength: 6 });
  const field = fc.constantFrom('data', 'data', 'event', 'id', 'retry', '', 'Data', 'x');
  const line = fc.oneof(
    fc.tuple(field, fc.constantFrom(':', ': ', ''), value).map((parts) => parts.join('')),
    fc.constant(''),
  );
  const end = fc.constantFrom('\n', '\r', '\r\n');
  const stream = fc.array(fc.tuple(line, end), { maxLength: 40 }).map((lines) => lines.flat().join(''));
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(stream, sizes, async (text, cuts) => {
      const theirs: unknown[] = [];
      const retries: number[] = [];
      const onRetry = (ms: number): void => void retries.push(ms);
      const parser = createParser({
        onEvent: ({ event, data, id }) =>
          theirs.push({ type: event ?? 'message', data, id, retry: retries.at(-1) ?? null }),
        onRetry,
      });
      // A CR at the very end may be half of a CRLF for it.
      parser.feed(`${text}:`);
      // It tells an event's own ID, not the last one.
      const ours = (await eventsOf(text, cuts)).map((event, i) => ({
        ...event,
        id: (theirs[i] as { id?: string } | undefined)?.id === undefined ? undefined : event.id,
      }));
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 300 },
  );
});

describe('iterEvents()', () => {
  const get = async (...texts: (string | Error)[]): Promise<Response> =>
    played([{ body: pieces(...texts) }]).session.get('http://a.test/', { stream: true });

  test('yields an event as soon as its empty line is there, before the next bytes', async () => {
    let more = false;
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('data: 1\n\n');
      more = true;
      yield Buffer.from('data: 2\n\n');
    }
    const events = new Response({ body: body() }).iterEvents();
    expect([(await events.next()).value.data, more]).toEqual(['1', false]);
    expect([(await events.next()).value.data, more]).toEqual(['2', true]);
  });

  test('closes the response when the loop is left', async () => {
    let returned = false;
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('data: x\n\n');
      } finally {
        returned = true;
      }
    }
    const { session } = played([{ body: body() }]);
    const r = await session.get('http://a.test/', { stream: true });
    for await (const { data } of r.iterEvents()) {
      expect(data).toBe('x');
      break;
    }
    expect(returned).toBe(true);
  });

  test('throws what breaks the body off, after the events before it', async () => {
    const r = await get('data: 1\n\ndata: 2', new ConnectionError('broke off'));
    const events = r.iterEvents();
    expect((await events.next()).value.data).toBe('1');
    const error = await failure<ConnectionError>(events.next());
    expect([error.message, error.response]).toEqual(['broke off', r]);
  });

  test('reads a body that was read before', async () => {
    const r = await played([{ body: 'data: 1\n\n' }]).session.get('http://a.test/');
    for (let i = 0; i < 2; i++) expect((await all(r.iterEvents())).map(shown)).toEqual(['1']);
  });

  test.each<[string, string[]]>([
    ['in one line', ['data: 1\n\ndata: 23456', '789012345678\n\n']],
    ['in a line without an end', ['data: 1\n\n', ...Array<string>(40).fill('x')]],
    ['in many lines', ['data: 1\n\n', 'data: 22\n'.repeat(3)]],
    ['in a comment', ['data: 1\n\n', `:${' '.repeat(40)}`]],
  ])('ends with ContentTooLarge for an event over maxEventSize %s', async (_where, texts) => {
    const events = (await get(...texts)).iterEvents({ maxEventSize: 20 });
    expect((await events.next()).value.data).toBe('1');
    const error = await failure(events.next());
    expect(error).toBeInstanceOf(ContentTooLarge);
    expect(error.message).toContain('20 bytes, which is the limit that maxEventSize sets');
  });

  test('has no limit for all events together, nor for comments between them', async () => {
    const r = await get(`${':keep-alive\n'.repeat(10)}data: 12345\n\n`.repeat(10));
    expect(await all(r.iterEvents({ maxEventSize: 11 }))).toHaveLength(10);
  });

  test.each<[string, unknown]>([
    ['maxEventSize', { maxEventSize: 0 }],
    ['maxEventSize', { maxEventSize: '1' }],
    ["'maxSize'", { maxSize: 1 }],
  ])('throws a TypeError at once that names %s', (name, options) => {
    expect(() => new Response().iterEvents(options as IterEventsOptions)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(name) }),
    );
  });

  test.each<[string, string]>([
    ['a line that never ends', 'x'],
    ['data lines that never end', 'data\n'],
    ['carriage returns', '\r'],
    ['comments', ':\n'],
    ['colons', 'data::::\r\n'],
  ])('takes linear time over %s, in chunks of any size', async (_what, unit) => {
    const make = (size: number): Uint8Array => Buffer.from(unit.repeat(size / unit.length));
    await expectLinear(make, (bytes) => all(new Response({ body: cut(bytes, [61]) }).iterEvents()), 1 << 16);
  });
});
