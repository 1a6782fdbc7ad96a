import { afterAll, beforeAll, expect } from '@jest/globals';
import { Session } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { everyView, expectSafe, SECRET } from './support/views.ts';

let server: ScriptServer;
beforeAll(async () => {
  server = await ScriptServer.start();
});
afterAll(() => server.close());

describeRow('LG-06', () => {
  const check = (parts: readonly unknown[]): void => {
    for (const [at, part] of parts.entries()) expectSafe(String(at), everyView(part));
  };
  overTransports(async ({ transport }) => {
    const cookie = `Set-Cookie: sid=${SECRET}`;
    const location = `Location: /?token=${SECRET}`;
    server.play([
      { raw: `HTTP/1.1 302 Found\r\n${location}\r\n${cookie}\r\nContent-Length: 0\r\n\r\n` },
      { raw: `HTTP/1.1 200 OK\r\n${cookie}\r\nContent-Length: 0\r\n\r\n` },
    ]);
    const session = new Session({ transport, trustEnv: false });
    const url = `${server.origins.A.replace('//', `//user:${SECRET}@`)}/?password=${SECRET}`;
    const r = await session.get(url, { headers: { 'X-Api-Key': SECRET } });
    const [first] = r.history;
    // The program that reads them finds all of them,
    expect(first?.request?.url).toContain(SECRET);
    expect(first?.headers.get('location')).toContain(SECRET);
    expect(r.request?.headers.get('x-api-key')).toBe(SECRET);
    expect(r.request?.headers.get('cookie')).toBe(`sid=${SECRET}`);
    expect(r.headers.get('set-cookie')).toContain(SECRET);
    expect(r.cookies.get('sid')).toBe(SECRET);
    // and none is shown, except by methods that return plain data.
    check([r, first, r.request, first?.request, r.history, session, { response: r }]);
  });
  expectVulnerable('shows its contents', () => check([{ history: [{ url: `http://user:${SECRET}@a.test/` }] }]));
});
