import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidHeader, Session } from '@req/core';
import { TRANSPORTS } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';

let server: RawServer;
let locations: readonly string[] = [];
let received: string[] = [];

beforeAll(async () => {
  server = await RawServer.start(async ({ socket, source }) => {
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      received.push(line.split(' ')[1] as string);
      const redirects = received.length === 1 ? locations : [];
      const lines = redirects.map((each) => `Location: ${each}\r\n`).join('');
      socket.write(`HTTP/1.1 ${redirects.length > 0 ? 302 : 200} Word\r\n${lines}Content-Length: 0\r\n\r\n`);
    }
  });
});
afterAll(() => server.close());

async function follow(create: (typeof TRANSPORTS)['axios'], lines: readonly string[]): Promise<string> {
  locations = lines.map((line) => line.replaceAll('ORIGIN', server.origin));
  received = [];
  await using session = new Session({ transport: create(), trustEnv: false });
  await session.get(`${server.origin}/from`);
  return received.slice(1).join();
}

describe.each(Object.entries(TRANSPORTS))('over %s', (_name, create) => {
  test.each<[readonly string[], string]>([
    [['/to'], '/to'],
    [['/to', '/to'], '/to'],
    [['/to', '/to', '/to'], '/to'],
    [['to', 'to'], '/to'],
    [['ORIGIN/to', 'ORIGIN/to'], '/to'],
    [['/to?a, b', '/to?a, b'], '/to?a,%20b'],
    [['/to?New York, NY'], '/to?New%20York,%20NY'],
  ])('Location lines that say the same, %j, are one: %s', async (lines, target) => {
    expect(await follow(create, lines)).toBe(target);
  });

  test.each([
    [['/one', '/two']],
    [['/one', 'ORIGIN/two']],
    [['ORIGIN/one', '/two']],
    [['/one', '/one', '/two']],
    [['/one', '//evil.test/']],
  ])('lines that differ, %j, are an InvalidHeader, and never joined', async (lines) => {
    await expect(follow(create, lines)).rejects.toBeInstanceOf(InvalidHeader);
    expect(received).toEqual(['/from']);
  });
});
