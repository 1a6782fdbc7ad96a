import { afterAll, beforeAll, expect } from '@jest/globals';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { type Browser, type Open, overProxies } from './support/browser.ts';
import { Internet, type Reply, redirect } from './support/internet.ts';
import { VulnerableBrowser } from './support/vulnerable-browser.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start();
});
afterAll(() => net.close());

const vulnerableClient: Open = () => new VulnerableBrowser(net.proxy);

/** The cookies that a request to `ask` carries after a response from `set` with these lines. */
async function carried(browser: Browser, set: string, lines: Reply, ask: string): Promise<string> {
  net.play({ [set]: lines });
  await browser.get(set);
  await browser.get(ask);
  return net.got('cookie', ask)[0] ?? 'not visited';
}

async function neverCarries(open: Open, cases: readonly (readonly [string, string, string])[]): Promise<void> {
  for (const [set, line, ask] of cases)
    expect([set, line, ask, await carried(open(), set, [line], ask)]).toEqual([set, line, ask, '']);
}

describeRow('CK-01', () => {
  const check = async (open: Open): Promise<void> => {
    const browser = open();
    net.play({ 'http://a.test/go': redirect('http://b.test/', 'x=1; Path=/') });
    await browser.get('http://a.test/go');
    await browser.get('http://sub.a.test/');
    await browser.get('http://a.test/');
    expect([net.got('cookie', 'b.test'), net.got('cookie', 'sub.a.test')]).toEqual([[''], ['']]);
    expect(net.got('cookie', 'http://a.test/')).toEqual(['x=1']);
  };
  overProxies(() => net, check);
  expectVulnerable('makes a host-only cookie one of all subdomains', () => check(vulnerableClient));
});

describeRow('CK-03', () => {
  const check = async (open: Open): Promise<void> => {
    await neverCarries(open, [
      ['http://badexample.com/', 'x=1; Domain=example.com', 'http://example.com/'],
      ['http://badexample.com/', 'x=1; Domain=example.com', 'http://badexample.com/'],
      ['http://example.com/', 'x=1; Domain=example.com', 'http://badexample.com/'],
    ]);
    expect(await carried(open(), 'http://www.example.com/', ['x=1; Domain=example.com'], 'http://example.com/')).toBe(
      'x=1',
    );
  };
  overProxies(() => net, check);
  expectVulnerable('compares the ends of texts', () => check(vulnerableClient));
});

describeRow('CK-04', () => {
  const check = async (open: Open): Promise<void> => {
    await neverCarries(open, [
      ['http://ample.com/', 'x=1; Domain=ample.com', 'http://example.com/'],
      ['http://ample.com/', 'x=1', 'http://example.com/'],
      ['http://example.com/', 'x=1; Domain=.example.com', 'http://example.com.evil.test/'],
    ]);
    expect(await carried(open(), 'http://ample.com/', ['x=1; Domain=ample.com'], 'http://www.ample.com/')).toBe('x=1');
  };
  overProxies(() => net, check);
  expectVulnerable('compares the ends of texts', () => check(vulnerableClient));
});

describeRow('CK-05', () => {
  const check = async (open: Open): Promise<void> => {
    const paths = ['/any', '/any/', '/any/x', '/anybad', '/an', '/', '/ANY', '/any?x'];
    net.play({ 'http://a.test/any/set': ['x=1; Path=/any'] });
    const browser = open();
    await browser.get('http://a.test/any/set');
    for (const path of paths) await browser.get(`http://a.test${path}`);
    const got = Object.fromEntries(paths.map((path) => [path, net.got('cookie', `http://a.test${path}`)[0]]));
    expect(got).toEqual({
      '/any': 'x=1',
      '/any/': 'x=1',
      '/any/x': 'x=1',
      '/any?x': 'x=1',
      '/anybad': '',
      '/an': '',
      '/': '',
      '/ANY': '',
    });
  };
  overProxies(() => net, check);
  expectVulnerable('compares the beginnings of paths', () => check(vulnerableClient));
});

describeRow('CK-06', () => {
  const check = (open: Open): Promise<void> =>
    neverCarries(open, [
      ['http://192.168.0.1/', 'x=1; Domain=.168.0.1', 'http://192.168.0.1/'],
      ['http://192.168.0.1/', 'x=1; Domain=.168.0.1', 'http://129.168.0.1/'],
      ['http://192.168.0.1/', 'x=1; Domain=168.0.1', 'http://129.168.0.1/'],
      ['http://192.168.0.1/', 'x=1; Domain=1', 'http://10.0.0.1/'],
      ['http://[::1]/', 'x=1; Domain=:1', 'http://[2001:db8::1]/'],
    ]);
  overProxies(() => net, check);
  expectVulnerable('takes the end of an address for a domain', () => check(vulnerableClient));
});

describeRow('CK-07', () => {
  const check = (open: Open): Promise<void> =>
    neverCarries(open, [
      ['http://a.com/', 'x=1; Domain=com', 'http://b.com/'],
      ['http://a.com/', 'x=1; Domain=.com', 'http://b.com/'],
      ['http://a.com/', 'x=1; Domain=com', 'http://a.com/'],
    ]);
  overProxies(() => net, check);
  expectVulnerable('has no list of public suffixes', () => check(vulnerableClient));
});

describeRow('CK-08', () => {
  const check = (open: Open): Promise<void> =>
    neverCarries(open, [
      ['http://a.com./', 'x=1; Domain=com.', 'http://b.com./'],
      ['http://a.com./', 'x=1; Domain=com.', 'http://a.com./'],
      ['http://a.com./', 'x=1; Domain=com', 'http://b.com/'],
      ['http://a.com/', 'x=1; Domain=com.', 'http://b.com/'],
    ]);
  overProxies(() => net, check);
  expectVulnerable('has no list of public suffixes', () => check(vulnerableClient));
});

describeRow(['CK-09', 'CK-11'], () => {
  const check = (open: Open): Promise<void> =>
    neverCarries(open, [
      ...['co.UK', 'CO.UK', 'co.uk', '.Co.Uk'].flatMap((domain) => [
        ['http://a.co.uk/', `x=1; Domain=${domain}`, 'http://victim.co.uk/'] as const,
        ['http://a.co.uk/', `x=1; Domain=${domain}`, 'http://a.co.uk/'] as const,
      ]),
      ['http://a.github.io/', 'x=1; Domain=github.io', 'http://b.github.io/'],
      ['http://a.github.io/', 'x=1; Domain=GitHub.IO', 'http://a.github.io/'],
      // In Unicode and in Punycode; a wildcard of the list, and the neighbour of its exception.
      ['http://a.xn--55qx5d.cn/', 'x=1; Domain=xn--55qx5d.cn', 'http://b.xn--55qx5d.cn/'],
      ['http://a.b.ck/', 'x=1; Domain=b.ck', 'http://c.b.ck/'],
    ]);
  overProxies(() => net, check);
  expectVulnerable('has no list of public suffixes', () => check(vulnerableClient));
});

describeRow('CK-10', () => {
  const check = (open: Open): Promise<void> =>
    neverCarries(open, [
      ['http://a.co.uk./', 'x=1; Domain=co.uk.', 'http://victim.co.uk./'],
      ['http://a.co.uk./', 'x=1; Domain=co.uk.', 'http://victim.co.uk/'],
      ['http://a.co.uk./', 'x=1; Domain=CO.uk', 'http://victim.co.uk./'],
      ['http://a.co.uk/', 'x=1; Domain=co.uk.', 'http://a.co.uk/'],
    ]);
  overProxies(() => net, check);
  expectVulnerable('has no list of public suffixes', () => check(vulnerableClient));
});

describeRow('CK-12', () => {
  const check = (open: Open): Promise<void> =>
    neverCarries(
      open,
      ['.', '..', '...', ' . ', '.;Domain=..'].map(
        (domain) => ['http://a.test/', `x=1; Domain=${domain}`, 'http://b.test/'] as const,
      ),
    );
  overProxies(() => net, check);
  expectVulnerable('matches every host with the empty domain', () => check(vulnerableClient));
});

describeRow('CK-13', () => {
  const check = (open: Open): Promise<void> =>
    neverCarries(open, [
      ['http://evil.test/', 'x=1; Domain=bank.example', 'http://bank.example/'],
      ['http://evil.test/', 'x=1; Domain=bank.example', 'http://evil.test/'],
      ['http://a.example.com/', 'x=1; Domain=b.example.com', 'http://b.example.com/'],
      ['http://example.com/', 'x=1; Domain=www.example.com', 'http://www.example.com/'],
      ['http://evil.test/', 'x=1; Domain=evil.test; Domain=bank.example', 'http://bank.example/'],
    ]);
  overProxies(() => net, check);
  expectVulnerable('takes every Domain', () => check(vulnerableClient));
});
