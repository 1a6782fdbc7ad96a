import { afterAll, beforeAll, expect } from '@jest/globals';
import { type FilesInit, InvalidHeader, type PreparedRequest, Session, type Transport } from '@req/core';
import FormDataPackage from 'form-data';
import { refused } from '../injection/support/checks.ts';
import { type Client, exchange, over } from '../injection/support/client.ts';
import { LINES } from '../injection/support/fields.ts';
import { readBytes, WireServer } from '../injection/support/wire-server.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { received } from './support/multipart.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const url = (): string => `${server.origin}/`;

const NAMES: readonly (readonly [given: string, sent: string])[] = [
  ['a"; filename="evil.sh', 'a%22; filename=%22evil.sh'],
  ['a\r\nContent-Type: text/html\r\n\r\n<script>', 'a%0D%0AContent-Type: text/html%0D%0A%0D%0A<script>'],
  ['a\rb', 'a%0Db'],
  ['a\nb', 'a%0Ab'],
  ['a"\r\n--x--', 'a%22%0D%0A--x--'],
];

/** Sends one file with the content `c`, under these names. */
type Sender = (name: string, filename: string) => Promise<unknown>;

async function keepsNamesInOneLine(send: Sender): Promise<void> {
  for (const [given, sent] of NAMES) {
    await send(given, given);
    const { parts } = await received(server);
    expect(parts).toHaveLength(1);
    const [disposition, ...others] = parts[0]?.lines ?? [];
    expect(disposition).toBe(`Content-Disposition: form-data; name="${sent}"; filename="${sent}"`);
    for (const line of others) expect(line).toMatch(/^Content-Type: (?:application\/octet-stream|text\/plain)$/);
    expect(parts[0]?.content).toBe('c');
  }
}

const joinsNames: Sender = (name, filename) => {
  const body = `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n\r\nc\r\n--b--\r\n`;
  return exchange(server.port, multipartRequest(body, 'b'));
};

function multipartRequest(body: string, boundary: string): string {
  const type = `multipart/form-data; boundary=${boundary}`;
  return `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describeRow(['MP-04', 'MP-07'], () => {
  overTransports(async ({ transport }) => {
    const session = new Session({ transport, trustEnv: false });
    await keepsNamesInOneLine((name, filename) => session.post(url(), { files: { [name]: [filename, 'c'] } }));
    await keepsNamesInOneLine((name, filename) => {
      const data = new FormData();
      data.append(name, new Blob(['c']), filename);
      return session.post(url(), { data });
    });
    // A field beside files is named in the same way.
    for (const [given, sent] of NAMES) {
      await session.post(url(), { data: { [given]: 'v' }, files: { f: 'c' } });
      const { parts } = await received(server);
      expect(parts.map(({ lines }) => lines[0])).toEqual([
        `Content-Disposition: form-data; name="${sent}"`,
        'Content-Disposition: form-data; name="f"; filename="f"',
      ]);
    }
  });
  expectVulnerable('quotes names without escaping them', () => keepsNamesInOneLine(joinsNames));
});

/** `files` with a hostile type or header. */
type Hostile = (text: string) => FilesInit;

const AS_TYPE: readonly Hostile[] = [
  (type) => ({ f: ['n', 'c', type] }),
  (type) => ({ f: ['n', 'c', `text/plain; charset=${type}`] }),
  (type) => [['f', [null, 'c', type]]],
  (type) => ({ f: Object.defineProperty(new Blob(['c']), 'type', { value: type }) }),
  (type) => new Map([['f', ['n', new Uint8Array(1), type] as const]]),
];
const AS_HEADER: readonly Hostile[] = [
  (value) => ({ f: ['n', 'c', null, { 'X-A': value }] }),
  (value) => ({ f: ['n', 'c', 'text/plain', [['X-A', value]]] }),
  (value) => ({ f: ['n', 'c', 'text/plain', new Map([['X-A', value]]) as never] }),
  (name) => ({ f: ['n', 'c', 'text/plain', { [`X-A${name}`]: 'v' }] }),
  (name) => ({ f: ['n', 'c', 'text/plain', { [name]: 'v' }] }),
];

async function refusesParts(client: Client, forms: readonly Hostile[]): Promise<void> {
  for (const text of [...LINES, 'a\n', 'a\r\nZ: 1\r\n\r\n']) {
    for (const files of forms) {
      await refused(server, client, { url: url(), method: 'POST', options: { files: files(text) } }, InvalidHeader);
    }
  }
}

/** form-data, which writes a part's type and headers unchecked. */
const formDataPackage: Client = async ({ options }) => {
  const data = new FormDataPackage();
  const [entry] = Object.entries(options?.files as Record<string, [string, string, string, Record<string, string>]>);
  const [name, [filename, content, contentType, header]] = entry as NonNullable<typeof entry>;
  data.append(name, content, { filename, ...(contentType && { contentType }), ...(header && { header }) });
  await exchange(server.port, multipartRequest(data.getBuffer().toString('latin1'), data.getBoundary()));
};

describeRow('MP-05', () => {
  overTransports(async ({ transport }) => {
    await refusesParts(over(transport), [...AS_TYPE, ...AS_HEADER]);
    const session = new Session({ transport, trustEnv: false });
    const data = new FormData();
    data.append('f', new Blob(['c']), 'n');
    const typed = Object.defineProperty(data.get('f') as File, 'type', { value: LINES[0] });
    // A custom form can yield any part.
    const hostile = Object.assign(data, { forEach: (each: (value: File, name: string) => void) => each(typed, 'f') });
    await expect(session.post(url(), { data: hostile })).rejects.toThrow(InvalidHeader);
    expect(await server.take()).toBe('');
  });
  expectVulnerable('form-data, which writes the type of a part unchecked', () =>
    refusesParts(formDataPackage, AS_TYPE),
  );
});

describeRow('MP-06', () => {
  overTransports(({ transport }) => refusesParts(over(transport), [...AS_TYPE, ...AS_HEADER]));
  expectVulnerable('form-data, which writes the headers of a part unchecked', () =>
    refusesParts(formDataPackage, AS_HEADER),
  );
});

const BIG = 1_000_000;

/** Posts a number as a body or part; resolves to the body, or `null` if it was refused. */
type Poster = (value: number, where: 'body' | 'file' | 'tuple' | 'field' | 'chunk') => Promise<string | null>;

async function sendsNoMemory(post: Poster): Promise<void> {
  for (const value of [5, BIG, 0.5, -1, Number.NaN]) {
    for (const where of ['file', 'tuple'] as const) {
      const body = await post(value, where);
      expect(body).toContain(`\r\n\r\n${value}\r\n--`);
      expect((body ?? '').length).toBeLessThan(300);
    }
    expect(await post(value, 'field')).toBe(`a=${value}`);
    expect(await post(value, 'body')).toBeNull();
    expect(await post(value, 'chunk')).toBeNull();
  }
}

function poster(transport: Transport): Poster {
  return async (value, where) => {
    const session = new Session({ transport, trustEnv: false });
    const options: Record<typeof where, object> = {
      body: { data: value },
      file: { files: { f: value } },
      tuple: { files: { f: ['n', value] } },
      field: { data: { a: value } },
      chunk: { data: new Set([value]).values() },
    };
    const failed = await session.post(url(), { timeout: 60_000, ...options[where] }).then(
      () => null,
      (error: unknown) => error,
    );
    const bytes = await server.take();
    if (failed === null) return readBytes(bytes).body;
    // The head of a streamed body may have been sent; nothing of the number has.
    expect(bytes.replace(/^[\s\S]*?\r\n\r\n/, '')).toBe('');
    return null;
  };
}

describeRow('MP-08', () => {
  overTransports(async ({ transport }) => {
    await sendsNoMemory(poster(transport));
    const session = new Session({ transport, trustEnv: false });
    const auth = (request: PreparedRequest): void => {
      request.body = BIG;
    };
    await expect(session.post(url(), { auth })).rejects.toThrow(TypeError);
    for (const like of [{ length: BIG }, { byteLength: BIG }, { size: BIG }]) {
      await expect(session.post(url(), { files: { f: like as never } })).rejects.toThrow(TypeError);
    }
    expect(await server.take()).toBe('');
  });
  expectVulnerable('makes a Buffer of that size', () =>
    sendsNoMemory(async (value) => {
      const body = Buffer.allocUnsafe(Math.max(0, Math.trunc(value) || 0)).toString('latin1');
      await exchange(server.port, multipartRequest(`--b\r\n\r\n${body}\r\n--b--`, 'b'));
      return readBytes(await server.take()).body;
    }),
  );
});
