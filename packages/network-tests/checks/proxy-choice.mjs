/** Which proxy a request uses: options, session, environment, no_proxy. */
export function proxyChoice({ origin, proxy, ports, certificates }) {
  const plain = `${origin.http}/echo`;
  const secure = `${origin.https}/echo`;
  const address = `http://127.0.0.1:${ports.http}/echo`;
  const choose = (name, { url = plain, environment, proxies, session = {}, seen, outcome = 200, requests }) => ({
    name,
    url,
    environment,
    session,
    options: { verify: certificates.ca, ...(proxies && { proxies }) },
    expect: { outcome, seen },
    requests,
  });
  const open = (count) => ({ squid: Array(count).fill({ port: ports.squid }), microsocks: [] });
  const socks = { squid: [], microsocks: [{}] };
  const direct = open(0);
  const http = { http_proxy: proxy.open };
  return [
    choose('http_proxy applies to http', { environment: http, seen: open(1) }),
    choose('http_proxy does not apply to https', { url: secure, environment: http, seen: direct }),
    choose('HTTP_PROXY applies too', { environment: { HTTP_PROXY: proxy.open }, seen: open(1) }),
    choose('HTTP_PROXY is ignored in CGI', {
      environment: { HTTP_PROXY: proxy.open, REQUEST_METHOD: 'GET' },
      seen: direct,
    }),
    choose('https_proxy applies to https', { url: secure, environment: { https_proxy: proxy.open }, seen: open(1) }),
    choose('HTTPS_PROXY applies too', { url: secure, environment: { HTTPS_PROXY: proxy.open }, seen: open(1) }),
    choose('all_proxy applies to http', { environment: { all_proxy: proxy.socks5h }, seen: socks }),
    choose('ALL_PROXY applies to https', { url: secure, environment: { ALL_PROXY: proxy.socks5h }, seen: socks }),
    choose('http_proxy takes precedence over all_proxy', {
      environment: { ...http, all_proxy: proxy.socks5h },
      seen: open(1),
    }),
    choose('no_proxy exempts a host', { environment: { ...http, no_proxy: 'localhost' }, seen: direct }),
    choose('NO_PROXY exempts a host', { environment: { ...http, NO_PROXY: 'localhost' }, seen: direct }),
    choose('no_proxy with a port exempts that port', {
      environment: { ...http, no_proxy: `localhost:${ports.http}` },
      seen: direct,
    }),
    choose('no_proxy with another port has no effect', {
      environment: { ...http, no_proxy: 'localhost:1' },
      seen: open(1),
    }),
    choose('no_proxy with a network exempts its addresses', {
      url: address,
      environment: { ...http, no_proxy: '127.0.0.0/8' },
      seen: direct,
    }),
    choose('no_proxy=* exempts everything', { environment: { ...http, no_proxy: '*' }, seen: direct }),
    choose('no_proxy with another host has no effect', {
      environment: { ...http, no_proxy: 'example.test' },
      seen: open(1),
    }),
    choose('no_proxy with the end of a label has no effect', {
      environment: { ...http, no_proxy: 'host' },
      seen: open(1),
      requests: { expect: { seen: direct }, differs: 'Requests compares suffixes: host exempts localhost' },
    }),
    choose("A request's proxies override the environment", {
      environment: http,
      proxies: { http: proxy.socks5h },
      seen: socks,
    }),
    choose("no_proxy does not affect a request's proxies", {
      environment: { no_proxy: 'localhost' },
      proxies: { http: proxy.open },
      seen: open(1),
    }),
    choose("A session's proxies override the environment", {
      environment: http,
      session: { proxies: { http: proxy.socks5h } },
      seen: socks,
      requests: {
        expect: { seen: open(1) },
        differs: 'in Requests the environment overrides the session (docs/differences.md)',
      },
    }),
    choose("A request's proxies override the session's", {
      session: { proxies: { http: proxy.socks5h } },
      proxies: { http: proxy.open },
      seen: open(1),
    }),
    choose('trustEnv: false ignores the environment', {
      environment: http,
      session: { trustEnv: false },
      seen: direct,
    }),
    choose('null disables the proxy of the environment', {
      environment: http,
      proxies: { http: null },
      seen: direct,
    }),
    choose('A key with a host applies to that host', {
      url: address,
      proxies: { 'http://127.0.0.1': proxy.open },
      seen: open(1),
    }),
    choose('A key with a host does not apply to another host', {
      proxies: { 'http://127.0.0.1': proxy.open },
      seen: direct,
    }),
    choose('A key with a host takes precedence over one with a scheme', {
      url: address,
      proxies: { 'http://127.0.0.1': proxy.socks5h, http: proxy.open },
      seen: socks,
    }),
    choose('all://host applies to https', {
      url: secure,
      proxies: { 'all://localhost': proxy.open },
      seen: open(1),
    }),
    choose('A redirect consults the environment again: the other host is in no_proxy', {
      url: `${origin.http}/to-https`,
      environment: { ...http, https_proxy: proxy.open, no_proxy: '127.0.0.1' },
      seen: open(1),
      requests: {
        expect: { seen: open(2) },
        differs: 'Requests reads the environment only for the first URL',
      },
    }),
    choose('A proxy without a host is an InvalidProxyURL', {
      proxies: { http: 'http:///nowhere' },
      outcome: 'InvalidProxyURL',
      seen: direct,
    }),
    choose('A proxy with an unknown scheme is rejected before anything is sent', {
      proxies: { http: 'ftp://localhost:21' },
      outcome: 'InvalidURL',
      seen: direct,
    }),
  ];
}
