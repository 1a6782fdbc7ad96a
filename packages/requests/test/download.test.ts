import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DownloadError, HTTPError, type Progress, RequestException, Session } from '@req/core';
import { type DownloadOptions, download } from '@req/core/download';
import { seededRandom } from '@req/test-support/random';
import { UndiciTransport } from '@req/transport-undici';
import { overEveryTransport } from './every-transport.ts';

/** More than two shares of the least size, so that it can be divided. */
const SIZE = 300_000;
const random = seededRandom(1);
const CONTENT = Buffer.from(Array.from({ length: SIZE }, () => random() * 256));
const CHANGED = Buffer.from(CONTENT.map((byte) => byte ^ 0xff)).subarray(0, SIZE - 1000);
const GROWN = Buffer.alloc(SIZE + 1000, 1);
const TAG = '"one"';

/** A request, and the first byte and the one behind the last that it asks for; `null`: all. */
interface Asked {
  readonly request: IncomingMessage;
  readonly range: readonly [start: number, end: number] | null;
}

type Handler = (asked: Asked, response: ServerResponse) => void;

let server: Server;
let origin: string;
let handler: Handler;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const [, start, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const range = start === undefined ? null : ([Number(start), Number(last) + 1] as const);
    asked.push(range === null ? 'whole' : `${range[0]}-${range[1]}`);
    handler({ request, range }, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
const root = mkdtempSync(join(tmpdir(), 'req-download-'));
afterAll(async () => {
  rmSync(root, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  path = join(folder, 'file.bin');
  asked.length = 0;
  handler = honest();
});

interface Served {
  readonly content?: Buffer;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly status?: number;
  /** What is sent instead of the range that was asked for. */
  readonly body?: Buffer;
}

/** Serves the content, whole or the range that was asked for; with what is different for each. */
function honest(whole: Served = {}, partial: Served = {}): Handler {
  return ({ request, range }, response) => {
    const differs = range === null ? whole : partial;
    const { content = CONTENT, headers, status } = differs;
    const tag = (headers?.['ETag'] as string | undefined) ?? TAG;
    if (range === null || (request.headers['if-range'] !== undefined && request.headers['if-range'] !== tag)) {
      const body = differs.body ?? content;
      response
        .writeHead(status ?? 200, fields({ ETag: tag, 'Content-Length': `${body.length}`, ...headers }))
        .end(body);
      return;
    }
    const [start, end] = [range[0], Math.min(range[1], content.length)];
    const body = differs.body ?? content.subarray(start, end);
    const head = {
      ETag: tag,
      'Content-Range': `bytes ${start}-${end - 1}/${content.length}`,
      'Content-Length': `${body.length}`,
    };
    response.writeHead(status ?? 206, fields({ ...head, ...headers })).end(body);
  };
}

/** `''`: without this field. */
function fields(headers: Readonly<Record<string, string | string[]>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => (each === '' ? [] : [name, each])),
  );
}

/** Breaks the connection after so many bytes. */
function cut(bytes: number, headers: Readonly<Record<string, string>> = {}): Handler {
  return (_asked, response) => {
    response.writeHead(200, { ETag: TAG, 'Content-Length': SIZE, ...headers });
    response.write(CONTENT.subarray(0, bytes), () => setImmediate(() => response.destroy()));
  };
}

async function failure(promise: Promise<unknown>): Promise<RequestException> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  return error as RequestException;
}

const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** What a download leaves: the file, nothing else. */
function expectFile(content = CONTENT): void {
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(readdirSync(folder)).toEqual(['file.bin']);
}

/** Leaves a part of the first 150,000 bytes or so. */
async function interrupt(session: Session): Promise<void> {
  handler = cut(SIZE / 2);
  await failure(download(session, origin, path));
  expect(
    readdirSync(folder)
      .map((name) => name.split('.').at(-1))
      .sort(),
  ).toEqual(['journal', 'part']);
  asked.length = 0;
}

/** Answers nobody before so many requests have come. */
function together(count: number, next: Handler): Handler {
  const waiting: (() => void)[] = [];
  return (asked, response) => {
    waiting.push(() => next(asked, response));
    if (waiting.length === count) handler = next;
    if (waiting.length === count) for (const answer of waiting) answer();
  };
}

overEveryTransport(({ session }) => {
  test('downloads of the same to the same path do not disturb each other, whether they begin or continue', async () => {
    const all = (): Promise<number[]> =>
      Promise.all([1, 2, 3].map((parallel) => download(session(), origin, path, { parallel })));
    handler = together(3, honest());
    expect(await all()).toEqual([SIZE, SIZE, SIZE]);
    expectFile();
    rmSync(path);
    await interrupt(session());
    handler = together(3, honest());
    expect(await all()).toEqual([SIZE, SIZE, SIZE]);
    expectFile();
  });

  test('download() writes the file, in one piece', async () => {
    expect(await download(session(), origin, path, { digest: sha256(CONTENT) })).toBe(SIZE);
    expectFile();
    expect(asked).toEqual(['whole']);
  });

  test('continues where the last one broke off', async () => {
    await interrupt(session());
    handler = honest();
    const seen: Progress[] = [];
    expect(await download(session(), origin, path, { onProgress: (progress) => void seen.push(progress) })).toBe(SIZE);
    expectFile();
    const [range = ''] = asked;
    expect([asked.length, range.endsWith(`-${SIZE}`), Number.parseInt(range, 10) > 0]).toEqual([1, true, true]);
    expect(seen[0]?.transferred).toBeGreaterThan(Number.parseInt(range, 10));
    expect(seen.at(-1)).toMatchObject({ transferred: SIZE, total: SIZE, percent: 100 });
  });

  test('downloads shares in parallel', async () => {
    expect(await download(session(), origin, path, { parallel: 3, digest: sha256(CONTENT) })).toBe(SIZE);
    expectFile();
    expect(asked.sort()).toEqual(['100000-200000', '200000-300000', 'whole']);
  });
});

/** Servers that break promises. `right`: the file comes all the same. */
const LIARS: readonly (readonly [what: string, handler: () => Handler, right: boolean])[] = [
  ['has no validator', () => honest({ headers: { ETag: '' } }, { headers: { ETag: '' } }), true],
  ['has a weak validator', () => honest({ headers: { ETag: 'W/"one"' } }, { headers: { ETag: 'W/"one"' } }), true],
  ['has a validator without quotes', () => honest({ headers: { ETag: 'one' } }, { headers: { ETag: 'one' } }), true],
  [
    'has two validators',
    () => honest({ headers: { ETag: [TAG, '"two"'] } }, { headers: { ETag: [TAG, '"two"'] } }),
    true,
  ],
  [
    'changes its validator with each response',
    () => {
      let count = 0;
      return (each, response) =>
        honest({ headers: { ETag: `"${++count}"` } }, { headers: { ETag: `"${count}"` } })(each, response);
    },
    true,
  ],
  ['forgets the validator in a 206', () => honest({}, { headers: { ETag: '' } }), true],
  [
    'has changed, and says so',
    () => honest({ content: CHANGED, headers: { ETag: '"two"' } }, { content: CHANGED, headers: { ETag: '"two"' } }),
    true,
  ],
  ['has grown under the same validator', () => honest({ content: GROWN }, { content: GROWN }), true],
  [
    'has changed to as many bytes, and ignores If-Range',
    () => {
      const content = Buffer.from(CONTENT).fill(0);
      const handle = honest({ content, headers: { ETag: '"two"' } }, { content, headers: { ETag: '"two"' } });
      return ({ request, range }, response) => {
        delete request.headers['if-range'];
        handle({ request, range }, response);
      };
    },
    true,
  ],
  [
    'has changed, and ignores If-Range',
    () =>
      honest(
        { content: CHANGED, headers: { ETag: '"two"' } },
        { content: CHANGED, status: 206, headers: { ETag: '"two"' } },
      ),
    true,
  ],
  [
    'sends the whole file for a range, as a 200',
    () => (each, response) => honest()({ ...each, range: null }, response),
    true,
  ],
  ['sends the whole file for a range, as a 206', () => honest({}, { body: CONTENT }), true],
  ['sends a range as a 200', () => honest({}, { status: 200 }), true],
  [
    'sends a range as a 200 without saying which',
    () => honest({}, { status: 200, headers: { 'Content-Range': '' } }),
    true,
  ],
  [
    'sends a range of another resource as a 200',
    () => honest({}, { status: 200, headers: { 'Content-Range': '', ETag: '"two"' } }),
    true,
  ],
  ['says that it sends later bytes', () => saying((start, end) => `bytes ${start + 1}-${end - 1}/${SIZE}`), true],
  [
    'says another length of the range',
    () => honest({}, { headers: { 'Content-Range': `bytes 0-299999/${SIZE}` } }),
    true,
  ],
  ['says another total', () => saying((start, end) => `bytes ${start}-${end - 1}/${SIZE + 1}`), true],
  ['has a range beyond its total', () => saying((start) => `bytes ${start}-${SIZE}/${SIZE}`), true],
  ['has a range that ends before it begins', () => saying((start) => `bytes ${start}-${start - 1}/${SIZE}`), true],
  [
    'has two ranges in its head',
    () => saying((start, end) => [`bytes ${start}-${end - 1}/${SIZE}`, `bytes 0-${end - start - 1}/${SIZE}`]),
    true,
  ],
  ['has no Content-Range', () => honest({}, { headers: { 'Content-Range': '' } }), true],
  ['counts in another unit', () => saying((start, end) => `items ${start}-${end - 1}/${SIZE}`), true],
  [
    'sends a multipart/byteranges',
    () => honest({}, { headers: { 'Content-Range': '', 'Content-Type': 'multipart/byteranges; boundary=x' } }),
    true,
  ],
  ['sends a range compressed', () => honest({}, { headers: { 'Content-Encoding': 'gzip' } }), true],
  [
    'sends the file compressed',
    () =>
      honest(
        { body: gzipSync(CONTENT), headers: { 'Content-Encoding': 'gzip' } },
        { headers: { 'Content-Encoding': 'gzip' } },
      ),
    true,
  ],
  [
    'answers 416 to any range',
    () => honest({}, { status: 416, headers: { 'Content-Range': `bytes */${SIZE}` } }),
    true,
  ],
  ['answers 412 to any range', () => honest({}, { status: 412 }), true],
  [
    'answers 204 to any range',
    () => honest({}, { status: 204, body: Buffer.alloc(0), headers: { 'Content-Length': '' } }),
    true,
  ],
  ['answers 203', () => honest({ status: 203 }, { status: 203 }), false],
  [
    'answers 206 unasked',
    () => honest({ status: 206, headers: { 'Content-Range': `bytes 0-299999/${SIZE}` } }, { status: 200 }),
    false,
  ],
  [
    'has a Content-Range in a 200',
    () => honest({ headers: { 'Content-Range': `bytes 0-299999/${SIZE}` } }, { status: 200 }),
    false,
  ],
  ['answers 503 to everything', () => honest({ status: 503 }, { status: 503 }), false],
  [
    'redirects ranges to another file',
    () => (each, response) => {
      if (each.range === null || each.request.url === '/other')
        honest({ content: CONTENT }, { content: CHANGED, headers: { ETag: '"two"' } })(each, response);
      else response.writeHead(302, { Location: '/other' }).end();
    },
    true,
  ],
  [
    'redirects to the same file',
    () => (each, response) => {
      if (each.request.url === '/moved') honest()(each, response);
      else response.writeHead(302, { Location: '/moved' }).end();
    },
    true,
  ],
  ['sends less than it says, in chunks', () => short(-1000), false],
  ['sends more than it says, in chunks', () => short(1000), false],
  ['sends a range from further ahead than asked, and says so', () => honestFrom(-1000), true],
  [
    'sends shorter ranges than asked, and says so',
    () => (each, response) => {
      const range =
        each.range === null ? null : ([each.range[0], Math.min(each.range[1], each.range[0] + 40_000)] as const);
      honest()({ ...each, range }, response);
    },
    true,
  ],
  [
    'does not say the total',
    () => (each, response) => {
      const [start = 0, end = 0] = each.range ?? [];
      honest({}, { headers: { 'Content-Range': `bytes ${start}-${end - 1}/*` } })(each, response);
    },
    true,
  ],
  [
    'refuses ranges altogether',
    () =>
      honest(
        { headers: { 'Accept-Ranges': 'none' } },
        { status: 200, body: CONTENT, headers: { 'Content-Range': '' } },
      ),
    true,
  ],
];

/** Sends the range that was asked for, and says something else. */
function saying(contentRange: (start: number, end: number) => string | string[]): Handler {
  return (each, response) => {
    const [start = 0, end = 0] = each.range ?? [];
    honest({}, { headers: { 'Content-Range': contentRange(start, end) } })(each, response);
  };
}

/** Says in the head that it sends the range, and sends so many bytes more. */
function short(more: number): Handler {
  return ({ range }, response) => {
    const [start, end] = range ?? [0, SIZE];
    const whole = range === null;
    const body = Buffer.concat([CONTENT, CONTENT]).subarray(start, whole ? end : end + more);
    const head = {
      ETag: TAG,
      ...(whole ? { 'Content-Length': `${body.length}` } : { 'Content-Range': `bytes ${start}-${end - 1}/${SIZE}` }),
    };
    response.writeHead(whole ? 200 : 206, head).end(body);
  };
}

function honestFrom(offset: number): Handler {
  return (each, response) => {
    const range = each.range === null ? null : ([Math.max(0, each.range[0] + offset), each.range[1]] as const);
    honest()({ ...each, range }, response);
  };
}

describe('a server that lies leaves no wrong file', () => {
  let session: Session;
  beforeAll(() => {
    session = new Session({ transport: new UndiciTransport(), trustEnv: false });
  });
  afterAll(() => session.close());

  /** The file is right, or there is an error and the old file; and an honest server is believed afterwards. */
  async function expectRight(options: DownloadOptions, right: boolean): Promise<void> {
    const truth = new Set([CONTENT, CHANGED, GROWN, Buffer.from(CONTENT).fill(0)].map(sha256));
    const error = await download(session, origin, path, options).then(
      () => null,
      (reason: unknown) => reason as Error,
    );
    const content = readFileSync(path);
    if (error === null) expect(truth).toContain(sha256(content));
    else {
      expect(error).toBeInstanceOf(RequestException);
      expect(content.toString()).toBe('old');
    }
    expect(error === null).toBe(right);
    handler = honest();
    await download(session, origin, path, options);
    expectFile();
  }

  test.each(LIARS)('one that %s: when a download is continued', async (_what, make, right) => {
    await interrupt(session);
    writeFileSync(path, 'old');
    handler = make();
    await expectRight({}, right);
  });

  test.each(LIARS)('one that %s: when a download is divided', async (_what, make, right) => {
    writeFileSync(path, 'old');
    handler = make();
    await expectRight({ parallel: 3, resume: false }, right);
  });
});

describe('download()', () => {
  let session: Session;
  beforeAll(() => {
    session = new Session({ transport: new UndiciTransport(), trustEnv: false });
  });
  afterAll(() => session.close());

  test.each<[string, DownloadOptions]>([
    ['in one piece', { resume: false }],
    ['continued', {}],
    ['in parallel', { parallel: 3 }],
  ])('keeps nothing of a file with another digest: %s', async (how, options) => {
    if (how === 'continued') await interrupt(session);
    handler = honest();
    writeFileSync(path, 'old');
    const error = await failure(download(session, origin, path, { ...options, digest: sha256(CHANGED) }));
    expect(error).toBeInstanceOf(DownloadError);
    expect(error.message).toContain(sha256(CONTENT).slice(7));
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['old', ['file.bin']]);
  });

  test.each<[string, (controller: AbortController) => void, string]>([
    ['an abort', (controller) => controller.abort(), 'AbortError'],
    [
      'an error of the listener',
      () => {
        throw new RangeError('of the listener');
      },
      'RangeError',
    ],
  ])('is continued after %s, which names itself', async (_what, interfere, name) => {
    for (const parallel of [1, 3]) {
      const controller = new AbortController();
      const onProgress = ({ transferred }: Progress): void => {
        if (transferred > 50_000) interfere(controller);
      };
      const options = { parallel, signal: controller.signal, onProgress };
      handler = (each, response) => {
        // Slowly, so that the end is not there yet when it is interrupted.
        if (each.range !== null) honest()(each, response);
        else cutAfterPause(response);
      };
      expect((await failure(download(session, origin, path, options))).name).toBe(name);
      handler = honest();
      asked.length = 0;
      await download(session, origin, path);
      expectFile();
      expect(asked.every((range) => !range.startsWith('whole'))).toBe(true);
      rmSync(path);
    }
  });

  test('leaves nothing after a failure with resume: false', async () => {
    handler = cut(SIZE / 2);
    await failure(download(session, origin, path, { resume: false, parallel: 3 }));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('keeps what it has when the server refuses for now', async () => {
    await interrupt(session);
    handler = honest({ status: 503 }, { status: 503, body: Buffer.from('later') });
    const error = await failure(download(session, origin, path));
    expect(error).toBeInstanceOf(HTTPError);
    expect(error.response?.text).toBe('later');
    handler = honest();
    await download(session, origin, path);
    expectFile();
    expect(asked).not.toContain('whole');
  });

  test('does not continue the part of another URL', async () => {
    await interrupt(session);
    handler = honest();
    await download(session, `${origin}/other`, path);
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
    expect(asked).toEqual(['whole']);
  });

  test.each<[string, (journal: string) => void]>([
    ['is empty', (journal) => writeFileSync(journal, '')],
    [
      'names another file',
      (journal) => writeFileSync(journal, readFileSync(journal, 'utf8').replace(/"part":"[^"]*"/, '"part":"../x"')),
    ],
    ['says more than there is', (journal) => writeFileSync(journal, `${readFileSync(journal, 'utf8')}[[0,299999]]\n`)],
    ['says nonsense', (journal) => writeFileSync(journal, `${readFileSync(journal, 'utf8')}[[5,1]]\n`)],
    ['is not complete', (journal) => writeFileSync(journal, readFileSync(journal, 'utf8').slice(0, 20))],
    [
      'is a link',
      (journal) => {
        rmSync(journal);
        symlinkSync('/dev/null', journal);
      },
    ],
  ])('begins anew where the journal %s', async (_what, spoil) => {
    await interrupt(session);
    spoil(join(folder, readdirSync(folder).find((name) => name.endsWith('.journal')) as string));
    handler = honest();
    await download(session, origin, path);
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
    expect(asked).toEqual(['whole']);
  });

  test('goes on with the lines before one that was cut short', async () => {
    await interrupt(session);
    const journal = join(folder, readdirSync(folder).find((name) => name.endsWith('.journal')) as string);
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}[[0,2999`);
    handler = honest();
    await download(session, origin, path);
    expectFile();
    expect(asked).not.toContain('whole');
  });

  test('keeps the mode of an existing file, and writes through a link', async () => {
    const real = join(folder, 'real.bin');
    writeFileSync(real, 'old', { mode: 0o640 });
    symlinkSync('real.bin', path);
    await download(session, origin, path);
    expect([readFileSync(real).equals(CONTENT), statSync(real).mode & 0o777]).toEqual([true, 0o640]);
    expect(readdirSync(folder).sort()).toEqual(['file.bin', 'real.bin']);
  });

  test('downloads an empty file, and one that is decoded', async () => {
    handler = honest({ body: Buffer.alloc(0) });
    expect(await download(session, origin, path)).toBe(0);
    handler = honest({ body: gzipSync('hello'), headers: { 'Content-Encoding': 'gzip' } });
    expect(await download(session, origin, path, { digest: sha256(Buffer.from('hello')) })).toBe(5);
    expectFile(Buffer.from('hello'));
  });
});

/** The first 60,000 bytes, and then nothing more: less than a share. */
function cutAfterPause(response: ServerResponse): void {
  response.writeHead(200, { ETag: TAG, 'Content-Length': SIZE });
  response.write(CONTENT.subarray(0, 60_000));
}
