import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type RequestOptions, type SessionOptions, SSLError } from '../../src/index.ts';
import { failure, played } from '../played.ts';

const folder = mkdtempSync(join(tmpdir(), 'req-tls-'));
const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;
function file(name: string, text = pem(name)): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const { env } = process;
const before = { REQUESTS_CA_BUNDLE: env['REQUESTS_CA_BUNDLE'], CURL_CA_BUNDLE: env['CURL_CA_BUNDLE'] };
function bundles(requests: string | undefined, curl: string | undefined): void {
  for (const [name, value] of Object.entries({ REQUESTS_CA_BUNDLE: requests, CURL_CA_BUNDLE: curl })) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
}
afterEach(() => bundles(before.REQUESTS_CA_BUNDLE, before.CURL_CA_BUNDLE));

/** The CA certificates that the transport gets. */
async function tls(options: RequestOptions, session: Partial<SessionOptions> = {}, url = 'https://a.test/') {
  const { session: over, sent } = played([], session);
  await over.get(url, options);
  const { verify, ca, cert } = sent[0]?.request.tls ?? { verify: null, ca: null, cert: null };
  return { verify, ca: ca === null ? null : Buffer.from(ca as Uint8Array).toString(), cert };
}

describe('verify', () => {
  test('may be the path of a bundle; the transport gets its contents', async () => {
    expect(await tls({ verify: file('ca.pem') })).toEqual({ verify: true, ca: pem('ca.pem'), cert: null });
  });

  test('may be PEM, as text or bytes', async () => {
    expect((await tls({ verify: pem('x') })).ca).toBe(pem('x'));
    expect((await tls({ verify: Buffer.from(pem('y')) })).ca).toBe(pem('y'));
  });

  test('may be a directory; the transport gets each of its certificates once', async () => {
    const directory = join(folder, 'certs');
    mkdirSync(directory);
    for (const name of ['a.pem', 'b.crt', 'c.cer']) writeFileSync(join(directory, name), pem(name));
    writeFileSync(join(directory, '1a2b3c4d.0'), pem('a.pem'));
    writeFileSync(join(directory, 'README'), pem('no certificate'));
    writeFileSync(join(directory, 'key.pem'), 'no certificate');
    expect((await tls({ verify: directory })).ca).toBe([pem('a.pem'), pem('b.crt'), pem('c.cer')].join('\n'));
  });

  test('is read again when the file has changed', async () => {
    const path = file('changing.pem', pem('one'));
    expect((await tls({ verify: path })).ca).toBe(pem('one'));
    writeFileSync(path, pem('another'));
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect((await tls({ verify: path })).ca).toBe(pem('another'));
  });

  test('is kept for the files read most recently only: a service may have one for each of its users', async () => {
    const { session, sent } = played([]);
    const read = async (verify: string): Promise<unknown> => {
      await session.get('https://a.test/', { verify });
      return sent.at(-1)?.request.tls.ca;
    };
    const path = file('first.pem');
    const first = await read(path);
    expect(await read(path)).toBe(first);
    for (let i = 0; i < 32; i++) await read(file(`of-user-${i}.pem`));
    expect(await read(path)).not.toBe(first);
  });

  test('with a path that does not exist raises an SSLError that names it, over https only', async () => {
    const error = await failure<SSLError>(tls({ verify: '/nope' }));
    expect(error).toBeInstanceOf(SSLError);
    expect(error.message).toBe('Could not find a suitable TLS CA certificate bundle, invalid path: /nope');
    expect(error.request?.url).toBe('https://a.test/');
    expect((await tls({ verify: '/nope' }, {}, 'http://a.test/')).ca).toBeNull();
  });

  test('the same contents are the same object, which pools use as a key', async () => {
    const { session, sent } = played([], { verify: file('pool.pem') });
    await session.get('https://a.test/');
    await session.get('https://b.test/');
    expect(sent[0]?.request.tls).toBe(sent[1]?.request.tls);
  });
});

describe('the environment names a bundle', () => {
  const [ours, curls] = [file('ours.pem'), file('curls.pem')];
  test.each<[string, string | undefined, string | undefined, Partial<SessionOptions>, string | null]>([
    ['REQUESTS_CA_BUNDLE', ours, undefined, { trustEnv: true }, pem('ours.pem')],
    ['CURL_CA_BUNDLE', undefined, curls, { trustEnv: true }, pem('curls.pem')],
    ['the first of both', ours, curls, { trustEnv: true }, pem('ours.pem')],
    ['an empty one is ignored', '', curls, { trustEnv: true }, pem('curls.pem')],
    ['unless trustEnv is false', ours, curls, { trustEnv: false }, null],
    ['and never over an explicit setting', ours, curls, { trustEnv: true, verify: true }, null],
    ['nor over false', ours, curls, { trustEnv: true, verify: false }, null],
  ])('%s', async (_what, requests, curl, session, ca) => {
    bundles(requests, curl);
    expect((await tls({}, session)).ca).toBe(ca);
  });

  test('which the request overrides', async () => {
    bundles(ours, undefined);
    expect((await tls({ verify: curls }, { trustEnv: true })).ca).toBe(pem('curls.pem'));
    expect(await tls({ verify: false }, { trustEnv: true })).toMatchObject({ verify: false, ca: null });
  });
});

describe('cert', () => {
  const [cert, key] = [file('cert.pem'), file('key.pem', '-----BEGIN PRIVATE KEY-----\nk\n')];
  const bytes = (path: string, text = pem('cert.pem')): Uint8Array =>
    Buffer.from(path === key ? '-----BEGIN PRIVATE KEY-----\nk\n' : text);

  test.each<[string, RequestOptions['cert'], object]>([
    ['one file with both', cert, { cert: bytes(cert), key: bytes(cert) }],
    ['a pair of files', [cert, key], { cert: bytes(cert), key: bytes(key) }],
    ['each by name', { cert, key }, { cert: bytes(cert), key: bytes(key) }],
    ['with a passphrase', { cert, key, passphrase: 'p' }, { cert: bytes(cert), key: bytes(key), passphrase: 'p' }],
  ])('%s', async (_form, given, read) => {
    expect((await tls({ cert: given })).cert).toEqual(read);
    expect((await tls({}, { cert: given })).cert).toEqual(read);
  });

  test.each<[unknown, string]>([
    ['/nope', 'Could not find the TLS certificate file, invalid path: /nope'],
    [[cert, '/nope'], 'Could not find the TLS key file, invalid path: /nope'],
    [['/nope', key], 'Could not find the TLS certificate file, invalid path: /nope'],
  ])('%j raises SSLError, over http too', async (given, message) => {
    for (const url of ['https://a.test/', 'http://a.test/']) {
      const error = await failure(tls({ cert: given as never }, {}, url));
      expect(error).toBeInstanceOf(SSLError);
      expect(error.message).toBe(message);
    }
  });

  test.each([[[cert]], [{ cert }], [{ key }], [{}]])('%j raises a TypeError', async (given) => {
    await expect(tls({ cert: given as never })).rejects.toThrow(TypeError);
  });
});
