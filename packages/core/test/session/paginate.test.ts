import { describe, expect, test } from '@jest/globals';
import {
  byCursor,
  HTTPError,
  InvalidJSONError,
  InvalidURL,
  type PaginateOptions,
  RequestException,
  type Response,
  type SessionOptions,
  type ShortResponse,
} from '../../src/index.ts';
import { failure, type Played, played, REDIRECT } from '../played.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

const page = (items: unknown, next?: string, rel = 'next'): ShortResponse => ({
  json: items,
  headers: next === undefined ? {} : { Link: `<${next}>; rel="${rel}"` },
});

interface Walk {
  readonly items: unknown[];
  readonly played: Played;
}

async function walk(
  pages: readonly ShortResponse[],
  options: PaginateOptions<unknown> = {},
  session: Partial<SessionOptions> = {},
): Promise<Walk> {
  const each = played(pages, session);
  return { items: await all(each.session.paginate('http://a.test/items?size=2', options)), played: each };
}

const urls = ({ played: { sent } }: Walk): string[] => sent.map(({ url }) => url.replace('http://a.test', ''));

describe('paginate() follows the Link header', () => {
  test.each<[string, string, string]>([
    ['an absolute URL', 'http://a.test/items?size=2&page=2', 'next'],
    ['a relative one', '?size=2&page=2', 'next'],
    ['among other relations', '/items?size=2&page=2', 'last next'],
    ['in capitals', '/items?size=2&page=2', 'NEXT'],
  ])('to %s', async (_what, next, rel) => {
    const walked = await walk([page([1, 2], next, rel), page([3])]);
    expect(walked.items).toEqual([1, 2, 3]);
    expect(urls(walked)).toEqual(['/items?size=2', '/items?size=2&page=2']);
  });

  test('and ends where there is no such link', async () => {
    expect((await walk([page([1], '/items?page=1', 'prev')])).items).toEqual([1]);
  });

  test('from where a redirect led', async () => {
    const walked = await walk([REDIRECT('/v2/items'), page([1], 'more'), page([2])]);
    expect([walked.items, urls(walked)]).toEqual([
      [1, 2],
      ['/items?size=2', '/v2/items', '/v2/more'],
    ]);
  });

  test('page by page, as items are asked for', async () => {
    const { session, sent } = played([page([1, 2], '/2'), page([3])]);
    const items = session.paginate<number>('http://a.test/1');
    const steps: unknown[] = [sent.length];
    for await (const item of items) steps.push([item, sent.length]);
    expect(steps).toEqual([0, [1, 1], [2, 1], [3, 2]]);
  });

  test('over empty pages', async () => {
    expect((await walk([page([], '/2'), page([], '/3'), page([3])])).items).toEqual([3]);
  });
});

describe('every page is requested with the same options', () => {
  test('but with `params` in the first only: links hold them', async () => {
    const walked = await walk([page([1], '/items?q=x&page=2'), page([2])], {
      params: { q: 'x' },
      headers: { 'X-A': '1' },
    });
    expect(walked.played.lines()).toEqual([
      'GET http://a.test/items?size=2&q=x {X-A: 1}',
      'GET http://a.test/items?q=x&page=2 {X-A: 1}',
    ]);
  });

  test.each<[string, SessionOptions['params']]>([
    ['a record', { key: 'k', size: 5 }],
    ['text', 'key=k&size=5'],
    [
      'pairs',
      [
        ['key', 'k'],
        ['size', 5],
      ],
    ],
  ])('and the params of the session that a link does not have: %s', async (_form, params) => {
    const walked = await walk([page([1], '/items?size=5&page=2'), page([2])], {}, { params });
    expect(urls(walked)).toEqual(['/items?size=2&key=k&size=5', '/items?size=5&page=2&key=k']);
  });

  test('authentication functions are asked for each', async () => {
    let count = 0;
    const auth: SessionOptions['auth'] = (request) => void request.headers.set('X-Signature', `${++count}`);
    const { played: each } = await walk([page([1], '/2'), page([2])], { auth });
    expect(each.sent.map(({ headers }) => headers['X-Signature'])).toEqual(['1', '2']);
  });

  test('any method and body', async () => {
    const { played: each } = await walk([{ json: { users: [1], after: 'b' } }, { json: { users: [2], after: null } }], {
      method: 'POST',
      json: { query: 'q', after: 'a' },
      items: '$.users',
      next: (r) => (r.json().after === null ? null : { json: { query: 'q', after: r.json().after } }),
    });
    expect(each.sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', 'http://a.test/items?size=2', '{"query":"q","after":"a"}'],
      ['POST', 'http://a.test/items?size=2', '{"query":"q","after":"b"}'],
    ]);
  });

  test('headers too may say what comes next', async () => {
    const { played: each } = await walk([page([1]), page([2])], {
      next: (r) => (r.json()[0] === 1 ? { headers: { 'X-Continuation': 'abc' } } : null),
    });
    expect(each.lines().at(-1)).toBe('GET http://a.test/items?size=2 {X-Continuation: abc}');
  });
});

describe('byCursor()', () => {
  test.each<[string, string, unknown]>([
    ['a member', '$.next', { items: [1], next: 'a b' }],
    ['a member of a member', '$.meta.next', { items: [1], meta: { next: 'a b' } }],
    ['an element', '$.meta[1]', { items: [1], meta: [0, 'a b'] }],
    ['a name with a dot', "$['meta.next']", { items: [1], 'meta.next': 'a b' }],
  ])('reads %s', async (_what, path, first) => {
    const walked = await walk([{ json: first }, { json: { items: [2] } }], { items: '$.items', next: byCursor(path) });
    expect(walked.items).toEqual([1, 2]);
    expect(urls(walked)).toEqual(['/items?size=2', '/items?size=2&cursor=a+b']);
  });

  test('replaces the cursor of the page before, under any name', async () => {
    const pages = [1, 2, 3].map((n) => ({ json: { items: [n], next: n < 3 ? n * 10 : null } }));
    const walked = await walk(pages, {
      items: '$.items',
      next: byCursor('$.next', 'page[after]'),
      params: { q: 'x&y' },
    });
    expect(urls(walked)).toEqual([
      '/items?size=2&q=x%26y',
      '/items?size=2&q=x%26y&page%5Bafter%5D=10',
      '/items?size=2&q=x%26y&page%5Bafter%5D=20',
    ]);
  });

  test.each([[null], [''], [false], [undefined]])('ends the pages at %p', async (next) => {
    expect(
      (await walk([{ json: { items: [1], next } }], { items: '$.items', next: byCursor('$.next') })).items,
    ).toEqual([1]);
  });

  test('reads own members only', async () => {
    const next = byCursor('$.constructor.name');
    expect((await walk([{ json: { items: [1] } }], { items: '$.items', next })).items).toEqual([1]);
  });

  test.each([['next'], ['$next'], ['$..a'], ['$.a['], ['$[*]'], ['']])('refuses the path %j', (path) => {
    expect(() => byCursor(path)).toThrow(TypeError);
  });
});

describe('items', () => {
  test('may be a function, also of async iterables', async () => {
    async function* items(r: Response): AsyncGenerator<string> {
      for (const item of r.json()) yield `item ${item}`;
    }
    expect((await walk([page([1], '/2'), page([2])], { items })).items).toEqual(['item 1', 'item 2']);
    expect((await walk([page([1])], { items: async (r) => new Set(r.json() as number[]) })).items).toEqual([1]);
  });

  test.each<[string, PaginateOptions<unknown>, unknown]>([
    ['an object', {}, { data: [1] }],
    ['no array at the path', { items: '$.data.x' }, { data: [1] }],
    ['null', {}, null],
  ])('of a page that is %s are an InvalidJSONError that says `items`', async (_what, options, json) => {
    const error = await failure(walk([{ json }], options));
    expect(error).toBeInstanceOf(InvalidJSONError);
    expect(error.message).toContain('`items` says where');
  });

  test('end after `limit`, without another request', async () => {
    const pages = [page([1, 2], '/2'), page([3, 4], '/3')];
    for (const [limit, count] of [
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 2],
    ] as const) {
      const walked = await walk(pages, { limit });
      expect([walked.items.length, urls(walked).length]).toEqual([limit, count]);
    }
  });
});

describe('pages that do not end', () => {
  test.each<[string, ShortResponse[]]>([
    ['a page that links to itself', [page([1], '/items?size=2')]],
    ['with another fragment', [page([1], '/items?size=2#x')]],
    ['two that link to each other', [page([1], '/b'), page([2], '/items?size=2')]],
  ])('are an error: %s', async (_what, pages) => {
    const error = await failure<RequestException>(walk([...pages, page([3])]));
    expect(error).toBeInstanceOf(RequestException);
    expect(error.message).toMatch(/^The next page was requested before, so pages repeat: http:\/\/a\.test\/items/);
    expect(error.response?.statusCode).toBe(200);
  });

  test('are an error with a cursor that stays, too, and with a body', async () => {
    const json = { items: [1], next: 'x' };
    const byQuery = failure(walk([{ json }, { json }], { items: '$.items', next: byCursor('$.next') }));
    expect((await byQuery).message).toContain('requested before');
    const next = (): { json: unknown } => ({ json: { after: 1 } });
    const byBody = failure(walk([{ json: [1] }, { json: [2] }], { method: 'POST', next }));
    expect((await byBody).message).toContain('requested before');
  });

  test('end with an error at maxRequests', async () => {
    const { session, sent } = played([page([1], '/2'), page([2], '/3'), page([3])]);
    const seen: unknown[] = [];
    const items = session.paginate('http://a.test/1', { maxRequests: 2 });
    const error = await failure(
      (async () => {
        for await (const item of items) seen.push(item);
      })(),
    );
    expect([seen, sent.length, error.message]).toEqual([[1, 2], 2, 'There are more pages than maxRequests allows (2)']);
  });
});

describe('a next page of another origin', () => {
  const secrets: Partial<SessionOptions> = {
    auth: ['user', 'secret'],
    headers: { 'X-Api-Key': 'secret', 'X-A': '1' },
    params: { token: 'secret' },
    cookies: { id: 'secret' },
  };

  test.each(['http://b.test/2', 'http://a.test:8080/2', 'https://a.test:444/2', '//b.test/2'])(
    'gets no credentials, as with a redirect: %s',
    async (next) => {
      const pages = [page([1], next), page([2], `${next}2`), page([3], 'http://a.test/back'), page([4])];
      const options = { headers: { Authorization: 'secret', Cookie: 'secret' }, auth: ['u', 'secret'] as const };
      const walked = await walk(pages, options, secrets);
      const { sent } = walked.played;
      expect(walked.items).toEqual([1, 2, 3, 4]);
      expect(JSON.stringify([sent[0]?.url, sent[0]?.headers])).toContain('secret');
      for (const { url, headers } of sent.slice(1)) {
        expect(JSON.stringify([url, headers])).not.toMatch(/secret|authorization|cookie|dTpzZWNyZXQ/i);
        expect(headers['X-A']).toBe('1');
      }
    },
  );

  test('gets no request body', async () => {
    const next = (): string => 'http://b.test/2';
    const error = await failure(walk([page([1])], { method: 'POST', json: { a: 1 }, next }));
    expect(error).toBeInstanceOf(InvalidURL);
    expect(error.message).toContain('another origin');
    const changed = walk([page([1])], { next: () => ({ url: 'http://b.test/2', headers: { Authorization: 'x' } }) });
    expect(await failure(changed)).toBeInstanceOf(InvalidURL);
  });

  test('after a redirect to another origin, too', async () => {
    const walked = await walk([REDIRECT('http://b.test/'), page([1], 'http://a.test/2'), page([2])], {}, secrets);
    expect(JSON.stringify(walked.played.sent[2]?.headers)).not.toContain('Authorization');
  });

  test.each(['http://[', 'http://a.test\\@b.test/'])('that cannot be requested is an InvalidURL: %s', async (next) => {
    expect(await failure(walk([page([1])], { next: () => next }))).toBeInstanceOf(InvalidURL);
  });
});

describe('paginate() fails', () => {
  test('with HTTPError for a page with an error status, after the items before it', async () => {
    const { session } = played([page([1], '/2'), { status: 503, json: [] }]);
    const items = session.paginate('http://a.test/1');
    expect((await items.next()).value).toBe(1);
    expect(await failure(items.next())).toBeInstanceOf(HTTPError);
  });

  test.each<[string, unknown]>([
    ['next', { next: '$.next' }],
    ['items', { items: 5 }],
    ['limit', { limit: -1 }],
    ['maxRequests', { maxRequests: 0 }],
    ["'$.data.items'", { items: 'data' }],
    ["'limits': did you mean 'limit'?", { limits: 1 }],
    ["'hedaers': did you mean 'headers'?", { hedaers: {} }],
    ["'stream'", { stream: true }],
    ['not as a number', 5],
  ])('at once with a TypeError that names %s', (name, options) => {
    expect(() => played().session.paginate('http://a.test/', options as PaginateOptions<unknown>)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(name) }),
    );
  });

  test.each<[string, object]>([
    ['paginate(): next must return a URL, { url, json, data, headers } or null, not a number', { next: () => 5 }],
    ['paginate(): next must return a URL, { url, json, data, headers } or null, not a boolean', { next: () => true }],
    ['paginate(): items must return a list or another iterable, not a number', { items: () => 5 }],
    ['paginate(): items must return a list or another iterable, not undefined', { items: () => undefined }],
  ])('with a TypeError for a function that returns something else: %s', async (message, options) => {
    const error = await failure(walk([page([1])], options as PaginateOptions<unknown>));
    expect([error.name, error.message]).toEqual(['TypeError', message]);
  });

  test.each([[true], [{ after: 'a' }], [['a']]])('with an InvalidJSONError for the cursor %j', async (cursor) => {
    const options = { items: '$.data', next: byCursor('$.next') };
    const error = await failure<RequestException>(walk([{ json: { data: [1], next: cursor } }], options));
    expect(error).toBeInstanceOf(InvalidJSONError);
    expect(error.message).toContain("cursor at '$.next' is not text or a number");
  });
});
