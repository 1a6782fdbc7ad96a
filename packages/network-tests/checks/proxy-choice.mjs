/** Which proxy a request takes: options, session, environment, no_proxy. */
export function proxyChoice({ origin, proxy, ports, certificates }) {
  const plain = `${origin.http}/echo`;
  const secure = `${origin.https}/echo`;
  const address = `http://127.0.0.1:${ports.http}/echo`;
  const choose = (name, { url = plain, environment, proxies, session = {}, seen, is = 200, requests }) => ({
    name,
    url,
    environment,
    session,
    options: { verify: certificates.ca, ...(proxies && { proxies }) },
    expect: { is, seen },
    requests,
  });
  const open = (count) => ({ squid: Array(count).fill({ port: ports.squid }), microsocks: [] });
  const socks = { squid: [], microsocks: [{}] };
  const direct = open(0);
  const http = { http_proxy: proxy.open };
  return [
    choose('http_proxy counts for http', { environment: http, seen: open(1) }),
    choose('http_proxy does not count for https', { url: secure, environment: http, seen: direct }),
    choose('HTTP_PROXY counts too', { environment: { HTTP_PROXY: proxy.open }, seen: open(1) }),
    choose('HTTP_PROXY does not count in CGI', {
      environment: { HTTP_PROXY: proxy.open, REQUEST_METHOD: 'GET' },
      seen: direct,
    }),
    choose('https_proxy counts for https', { url: secure, environment: { https_proxy: proxy.open }, seen: open(1) }),
    choose('HTTPS_PROXY counts too', { url: secure, environment: { HTTPS_PROXY: proxy.open }, seen: open(1) }),
    choose('all_proxy counts for http', { environment: { all_proxy: proxy.socks5h }, seen: socks }),
    choose('ALL_PROXY counts for https', { url: secure, environment: { ALL_PROXY: proxy.socks5h }, seen: socks }),
    choose('http_proxy comes before all_proxy', { environment: { ...http, all_proxy: proxy.socks5h }, seen: open(1) }),
    choose('no_proxy takes a host out', { environment: { ...http, no_proxy: 'localhost' }, seen: direct }),
    choose('NO_PROXY takes a host out', { environment: { ...http, NO_PROXY: 'localhost' }, seen: direct }),
    choose('no_proxy with a port takes that port out', {
      environment: { ...http, no_proxy: `localhost:${ports.http}` },
      seen: direct,
    }),
    choose('no_proxy with another port does not', { environment: { ...http, no_proxy: 'localhost:1' }, seen: open(1) }),
    choose('no_proxy with a network takes its addresses out', {
      url: address,
      environment: { ...http, no_proxy: '127.0.0.0/8' },
      seen: direct,
    }),
    choose('no_proxy=* takes everything out', { environment: { ...http, no_proxy: '*' }, seen: direct }),
    choose('no_proxy with another host does not', {
      environment: { ...http, no_proxy: 'example.test' },
      seen: open(1),
    }),
    choose('no_proxy with the end of a name does not', {
      environment: { ...http, no_proxy: 'host' },
      seen: open(1),
      requests: { expect: { seen: direct }, why: 'Requests compares the ends of texts: host takes localhost out' },
    }),
    choose("A request's proxies beat the environment", {
      environment: http,
      proxies: { http: proxy.socks5h },
      seen: socks,
    }),
    choose("A request's proxies are not touched by no_proxy", {
      environment: { no_proxy: 'localhost' },
      proxies: { http: proxy.open },
      seen: open(1),
    }),
    choose("A session's proxies beat the environment", {
      environment: http,
      session: { proxies: { http: proxy.socks5h } },
      seen: socks,
      requests: {
        expect: { seen: open(1) },
        why: 'in Requests the environment beats the session (docs/differences.md)',
      },
    }),
    choose("A request's proxies beat the session's", {
      session: { proxies: { http: proxy.socks5h } },
      proxies: { http: proxy.open },
      seen: open(1),
    }),
    choose('trustEnv: false leaves the environment out', {
      environment: http,
      session: { trustEnv: false },
      seen: direct,
    }),
    choose('null switches the environment’s proxy off', {
      environment: http,
      proxies: { http: null },
      seen: direct,
    }),
    choose('A key with the host counts for that host', {
      url: address,
      proxies: { 'http://127.0.0.1': proxy.open },
      seen: open(1),
    }),
    choose('A key with the host does not count for another', {
      proxies: { 'http://127.0.0.1': proxy.open },
      seen: direct,
    }),
    choose('A key with the host comes before the one with the scheme', {
      url: address,
      proxies: { 'http://127.0.0.1': proxy.socks5h, http: proxy.open },
      seen: socks,
    }),
    choose('all://host counts for https', {
      url: secure,
      proxies: { 'all://localhost': proxy.open },
      seen: open(1),
    }),
    choose('A redirect asks the environment anew: the other host is in no_proxy', {
      url: `${origin.http}/to-https`,
      environment: { ...http, https_proxy: proxy.open, no_proxy: '127.0.0.1' },
      seen: open(1),
      requests: {
        expect: { seen: open(2) },
        why: 'Requests reads the environment for the first URL, and keeps to it',
      },
    }),
    choose('A proxy without a host is an InvalidProxyURL', {
      proxies: { http: 'http:///nowhere' },
      is: 'InvalidProxyURL',
      seen: direct,
    }),
    choose('A proxy of an unknown kind is refused before anything is sent', {
      proxies: { http: 'ftp://localhost:21' },
      is: 'InvalidURL',
      seen: direct,
    }),
  ];
}
