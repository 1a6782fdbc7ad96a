import { afterAll, beforeAll, expect } from '@jest/globals';
import { CookieJar, RequestException } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Browser, type Open, opener, overProxies } from './support/browser.ts';
import { Internet, valuesOf } from './support/internet.ts';
import { VulnerableBrowser } from './support/vulnerable-browser.ts';
import { VulnerableJar } from './support/vulnerable-jar.ts';

let net: Internet;
let server: ScriptServer;
beforeAll(async () => {
  net = await Internet.start();
  server = await ScriptServer.start();
});
afterAll(async () => {
  await net.close();
  await server.close();
});

/** The Cookie header of the request after a response with these raw header lines; `''` for none. */
async function afterLines(browser: Browser, lines: string): Promise<string> {
  server.play([{ raw: `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${lines}\r\n\r\n` }]);
  const refused = await browser.get(`${server.origins.A}/`).then(
    () => null,
    (error: unknown) => error,
  );
  if (refused !== null) expect(refused).toBeInstanceOf(RequestException);
  await browser.get(`${server.origins.A}/`);
  await server.settled();
  const flat = (server.requests.at(-1)?.headers ?? []).flat();
  return valuesOf(flat, 'cookie').join(' & ');
}

function overAll(check: (open: () => Browser) => Promise<void>): void {
  overTransports(({ transport }) => check(() => opener(null, transport)()));
}

const vulnerableClient = (): Browser => new VulnerableBrowser(server.origins.A);

describeRow('CK-23', () => {
  const check = async (open: () => Browser): Promise<void> => {
    const controls = [...Array.from({ length: 0x1f }, (_, i) => i + 1), 0x7f].filter((c) => c !== 10 && c !== 13);
    for (const code of controls) {
      const c = String.fromCharCode(code);
      for (const line of [`bad=x${c}y`, `b${c}ad=x`]) {
        const cookies = await afterLines(open(), `Set-Cookie: ${line}\r\nSet-Cookie: good=1`);
        expect([code, cookies]).toEqual([code, cookies === '' ? '' : 'good=1']);
      }
    }
  };
  overAll(check);
  expectVulnerable('echoes what it received', () => check(vulnerableClient));
});

describeRow('CK-32', () => {
  const check = async (open: () => Browser): Promise<void> => {
    for (const lines of [
      'Set-Cookie: a=1\r\n admin=1',
      'Set-Cookie: a=1\r\n\tadmin=1',
      'Set-Cookie: a=1;\r\n Set-Cookie: admin=1',
      'Set-Cookie: a=1\rSet-Cookie: admin=1',
      'Set-Cookie: a=1\radmin=1',
      'Set-Cookie: a=1; Path=/\r admin=1; Path=/',
    ]) {
      const cookies = await afterLines(open(), lines);
      const names = cookies.split(/; ?|\r|\n/).map((pair) => pair.split('=')[0]?.trim());
      expect([lines, names]).toEqual([lines, expect.not.arrayContaining(['admin'])]);
    }
  };
  overAll(check);
  expectVulnerable('ends a line at a bare CR', () => check(vulnerableClient));
});

const openVulnerable: Open = () => new VulnerableBrowser(net.proxy);

describeRow('CK-27', () => {
  const check = async (open: Open): Promise<void> => {
    net.play({ 'http://a.test/': ['%5f%5fHost-x=1', '%41=%42', 'a%3Db=c', '%61dmin%3D1'] });
    const browser = open();
    await browser.get('http://a.test/');
    await browser.get('http://a.test/');
    expect(net.got('cookie', 'a.test')).toEqual(['', '%5f%5fHost-x=1; %41=%42; a%3Db=c; %61dmin%3D1']);
  };
  overProxies(() => net, check);
  expectVulnerable('decodes names', () => check(openVulnerable));
});

describeRow('CK-28', () => {
  const check = async (open: Open): Promise<void> => {
    net.play({ 'http://a.test/': ['x=a%0D%0AB', 'y=%00%3B%20admin=1', 'z="a%22b"'] });
    const browser = open();
    await browser.get('http://a.test/');
    await browser.get('http://a.test/');
    expect(net.got('cookie', 'a.test')).toEqual(['', 'x=a%0D%0AB; y=%00%3B%20admin=1; z="a%22b"']);
  };
  overProxies(() => net, check);
  expectVulnerable('decodes values', () => check(openVulnerable));
});

/** How a jar parses the line's SameSite, Secure and HttpOnly. */
type Reading = (line: string) => { readonly sameSite: string | null; readonly flags: readonly boolean[] };

const jarReads: Reading = (line) => {
  const jar = new CookieJar();
  jar.store('https://a.test/', [line]);
  const [cookie] = [...jar];
  return { sameSite: cookie?.sameSite ?? null, flags: [cookie?.secure === true, cookie?.httpOnly === true] };
};

const vulnerableRead: Reading = (line) => {
  const jar = new VulnerableJar();
  jar.store('https://a.test/', [line]);
  return { sameSite: jar.cookies[0]?.sameSite.toLowerCase() || null, flags: [false, false] };
};

describeRow('CK-29', () => {
  const check = async (read: Reading): Promise<void> => {
    const none = { sameSite: null, flags: [false, false] };
    for (const value of ['NoneOfIt', 'xStrict', 'Lax,Strict', 'Strict Lax', 'None Strict', '"Lax"', 'notLax', '']) {
      expect([value, read(`x=1; SameSite=${value}`)]).toEqual([value, none]);
    }
    for (const name of ['NotSecure', 'Secure2', 'HttpOnlyx', 'xSameSite=Lax', 'SameSitex=Lax', 'x=Secure']) {
      expect([name, read(`x=1; ${name}`)]).toEqual([name, none]);
    }
    for (const word of ['Strict', 'lax', 'NONE']) {
      expect(read(`x=1; SameSite=${word}`)).toEqual({ sameSite: word.toLowerCase(), flags: [false, false] });
    }
    expect(jarReads('x=1; Secure; HttpOnly').flags).toEqual([true, true]);
  };
  overProxies(
    () => net,
    async () => check(jarReads),
  );
  expectVulnerable('looks for words inside values', () => check(vulnerableRead));
});
