// Through a proxy:  node examples/proxies.mjs URL PROXY [PROXY …]
// A proxy is http://user:password@host:3128, https://…, socks5h://… (the proxy resolves names), socks5://… or socks4a://…
import { pathToFileURL } from 'node:url';
import { ProxyError, Session } from '@req/requests';

export async function main(url = 'https://httpbin.org/ip', ...proxies) {
  // Without `proxies`, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY of the environment count.
  const session = new Session({ timeout: { connect: 5_000, read: 10_000 } });
  for (const proxy of proxies) {
    const { protocol } = new URL(proxy);
    try {
      // By scheme, or for one host alone: { 'https://intranet.example': null } goes there directly.
      const r = await session.get(url, { proxies: { all: proxy } });
      console.log(protocol, r.statusCode);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      console.log(protocol, error.proxyStatus === 407 ? 'wants a password' : error.message);
    }
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(...process.argv.slice(2));
