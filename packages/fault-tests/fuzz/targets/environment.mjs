import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutate, randomText } from '../mutate.mjs';
import { sessionWith } from './session.mjs';

const NETRC = [
  'machine a.test login user password pass\n',
  'default login anonymous password "a b\\"c"\nmachine a.test\n\tlogin x\n\taccount y password z # comment\n',
  'macdef init\nls\n\nmachine a.test login l password p\n',
];

/** A netrc file: valid credentials for the host, or none. */
export const netrc = {
  name: 'netrc',
  files: true,
  generate: (random) =>
    mutate(random, random.pick(NETRC), ['machine', 'default', 'login', 'password', 'macdef', '\n', '#', '"']),
  start() {
    this.folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    this.before = process.env.NETRC;
    process.env.NETRC = join(this.folder, 'netrc');
  },
  stop() {
    if (this.before === undefined) delete process.env.NETRC;
    else process.env.NETRC = this.before;
    rmSync(this.folder, { recursive: true });
  },
  async run(text) {
    writeFileSync(process.env.NETRC, text);
    const { session, requests } = sessionWith([{}], { trustEnv: true, proxies: { http: null, https: null } });
    await session.get('http://a.test/');
    return requests[0].headers.get('authorization');
  },
  check: (_, sent) => (sent === null || /^Basic [\w+/=]+$/.test(sent) ? null : `sent ${sent}`),
};

const NO_PROXY = [
  'localhost, .a.test:80 ,10.0.0.0/8,[::1]:8080, fe80::/10',
  'a.test.,b.test',
  '*',
  '192.168.1.1,127.1,0x7f.1',
];

/** no_proxy: through the proxy or directly, and the same each time. */
export const noProxy = {
  name: 'no-proxy',
  generate: (random) => ({
    list: mutate(random, random.pick(NO_PROXY), [',', '/', '::', '.', ':80', '/33', '/-1', '[']),
    host: random.pick([
      'a.test',
      'x.a.test.',
      '10.1.2.3',
      '[::1]:8080',
      '[fe80::1%25en0]',
      '127.0.0.1',
      '[::ffff:10.0.0.1]',
    ]),
  }),
  async run({ list, host }) {
    const { session, requests } = sessionWith([{}]);
    await session.get(`http://${host}/`, { proxies: { http: 'http://proxy.test:3128', no_proxy: list } });
    return requests[0].proxy?.url ?? null;
  },
};

const PROXIES = [
  'http://user:p%40ss@proxy.test:3128/path',
  'socks5h://u:p@[::1]:1080',
  'proxy.test:3128',
  'https://10.0.0.1',
];

/** A proxy URL: becomes a URL without credentials (except for SOCKS) and a header, or an error without the password. */
export const proxyUrl = {
  name: 'proxy-url',
  generate: (random) =>
    random.chance(0.1)
      ? randomText(random)
      : mutate(random, random.pick(PROXIES), ['@', ':', '//', 'socks4a:', '[', ']']),
  async run(url) {
    const { session, requests } = sessionWith([{}]);
    await session.get('http://a.test/', { proxies: { all: url } });
    const { proxy } = requests[0];
    return proxy === null ? null : [proxy.url, [...proxy.headers]];
  },
  check: (_, used) =>
    used === null || !/[\s]/.test(used[0].replace(/^socks[\s\S]*/, '')) ? null : `goes through ${used[0]}`,
};
