import { describe, expect, test } from '@jest/globals';
import { detect } from '@req/charset';
import { JSONDecodeError } from '../../src/errors/errors.ts';
import { textEncoding } from '../../src/headers/content-type.ts';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { parseLinks } from '../../src/headers/parse-links.ts';
import { BodyReader } from '../../src/response/body-reader.ts';
import { contentCodings } from '../../src/response/content-codings.ts';
import { decodeChunks } from '../../src/response/decode-chunks.ts';
import { decodeStream, decodeWhole } from '../../src/response/decode-content.ts';
import { decodeText } from '../../src/response/decode-text.ts';
import { iterateLines } from '../../src/response/iterate-lines.ts';
import { iterateResponse } from '../../src/response/iterate-response.ts';
import { jsonText } from '../../src/response/json-encoding.ts';
import { parseJson } from '../../src/response/parse-json.ts';
import { recordedBytes, splitReply, type VectorCase, type VectorRead, vectorCases } from '../vectors.ts';
import { sliceBytes } from './body-bytes.ts';

const LIMITS = { maxBodySize: null, maxRatio: 1000 };

/** What a response would answer, put together from the functions under test. */
class Reading {
  readonly #headers: HeaderMap;
  readonly #body: Uint8Array;
  readonly #codings: string[];
  encoding: string | null;
  #charset: string | null;

  constructor(raw: string, withBody: boolean) {
    const { headers, body } = splitReply(raw);
    this.#headers = new HeaderMap(headers);
    this.#body = withBody ? body : new Uint8Array(0);
    this.#codings = contentCodings(this.#headers);
    const type = textEncoding(this.#headers.get('content-type'));
    this.encoding = type.encoding;
    this.#charset = type.charset;
  }

  async content(): Promise<Uint8Array> {
    return decodeWhole(this.#body, this.#codings, LIMITS);
  }

  #text(content: Uint8Array): string {
    return decodeText(content, this.encoding ?? detect(content));
  }

  async answer(read: unknown): Promise<unknown> {
    if (read === 'encoding') return this.encoding;
    if (read === 'links') return { ...parseLinks(this.#headers.get('link') ?? '') };
    if (typeof read === 'object' && read !== null && 'setEncoding' in read) {
      this.encoding = read.setEncoding as string | null;
      this.#charset = this.encoding;
      return null;
    }
    const content = await this.content();
    if (read === 'content') return recordedBytes(content);
    if (read === 'text') return this.#text(content);
    if (read === 'apparentEncoding') return detect(content);
    if (read === 'json') return parseJson(jsonText(content, this.#charset, () => this.#text(content)));
    if (typeof read === 'object' && read !== null) return this.#iterate(read as Iteration);
    throw new Error(`no such read: ${String(read)}`);
  }

  async #iterate(read: Iteration): Promise<unknown[]> {
    const options = read.iterContent ?? read.iterLines ?? {};
    let source = decodeStream(sliceBytes(this.#body, 3), this.#codings, LIMITS);
    const size = options.chunkSize ?? (read.iterLines ? 512 : null);
    // A chunk size of 0 or none gives a body that was read in one piece.
    const chunkSize = size === null || size === 0 ? -1 : size;
    const iteration = { encoding: null, onEnd: () => {} };
    source = iterateResponse(new BodyReader(source), { chunkSize }, iteration) as AsyncIterable<Uint8Array>;
    const chunks = options.decodeUnicode ? decodeChunks(source, this.encoding) : source;
    const items = read.iterLines ? iterateLines(chunks, options.delimiter ?? null) : chunks;
    const out: unknown[] = [];
    for await (const item of items) out.push(typeof item === 'string' ? item : recordedBytes(item));
    return out;
  }
}

interface Iteration {
  readonly iterContent?: IterationOptions;
  readonly iterLines?: IterationOptions;
}
interface IterationOptions {
  readonly chunkSize?: number | null;
  readonly decodeUnicode?: boolean;
  readonly delimiter?: string;
}

const READS = ['encoding', 'text', 'apparentEncoding', 'json', 'links', 'content'];

function isCovered(read: unknown): boolean {
  if (typeof read === 'string') return READS.includes(read);
  const keys = Object.keys(read as object);
  return keys.some((key) => ['setEncoding', 'iterContent', 'iterLines'].includes(key));
}

/** Cases where one scripted reply is read to its proper end; framing is the transports' matter. */
function readsOf(one: VectorCase): { raw: string; reads: readonly VectorRead[] } | null {
  const index = one.steps.length - 1;
  const replies = one.replies ?? [];
  const raw = replies.at(-1)?.raw;
  const reads = one.expect.results[index]?.response?.reads;
  if (raw === undefined || reads === undefined || replies.length !== 1) return null;
  if (reads.some(({ error }) => error?.class === 'ChunkedEncodingError')) return null;
  // What is left after an iteration was broken off is the response's matter.
  if (JSON.stringify(reads).includes('"take"')) return null;
  const covered = reads.filter(({ read }) => isCovered(read));
  return covered.length === 0 ? null : { raw, reads: covered };
}

for (const group of ['response-encoding', 'response-body', 'response-json', 'iteration', 'links']) {
  describe(`recorded ${group}`, () => {
    for (const one of vectorCases(group)) {
      const found = readsOf(one);
      if (found === null) continue;
      test(one.id, async () => {
        const reading = new Reading(found.raw, one.steps.at(-1)?.call?.method !== 'HEAD');
        for (const { read, value, error } of found.reads) {
          if (error === undefined) expect([read, await reading.answer(read)]).toEqual([read, untag(value)]);
          else {
            expect(error.class).toBe('JSONDecodeError');
            await expect(reading.answer(read)).rejects.toThrow(JSONDecodeError);
          }
        }
      });
    }
  });
}

describe('recorded decoding errors', () => {
  const broken = vectorCases('response-body').filter(
    (one) => one.expect.results[0]?.error?.class === 'ContentDecodingError',
  );
  test('there are some', () => expect(broken.length).toBeGreaterThan(4));
  for (const one of broken) {
    test(one.id, async () => {
      const read = async (): Promise<Uint8Array> => new Reading(one.replies?.[0]?.raw ?? '', true).content();
      await expect(read()).rejects.toMatchObject({ name: 'ContentDecodingError' });
    });
  }
});

/** Numbers that JSON has not. */
function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (typeof value === 'object' && value !== null && '$number' in value) return Number(value.$number);
  return value;
}
