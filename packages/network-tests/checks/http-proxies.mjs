/** squid: what it is asked, what it is told, and what the origin hears of it. */
export function httpProxies({ origin, proxy, ports, certificates, user, password }) {
  const { ca } = certificates;
  const plain = `${origin.http}/echo`;
  const secure = `${origin.https}/echo`;
  const target = `localhost:${ports.https}`;
  const through = (name, { url = plain, via, is = 200, seen, more = {}, expect = {}, requests }) => ({
    name,
    url,
    options: { verify: ca, proxies: { http: via, https: via }, ...more },
    expect: { is, ...(seen && { seen: { squid: seen } }), ...expect },
    requests,
  });
  const at = (port, line) => ({ port: ports[port], ...line });
  const silent = { json: { proxyAuthorization: '', via: '1.1 squid.test (squid/5.7)' } };
  const untold = { json: { proxyAuthorization: '', proxyConnection: '', via: '' } };
  const noProxyTls = 'urllib3 does not verify an https proxy when the target is http';
  return [
    through('http goes out in the absolute form', {
      via: proxy.open,
      seen: [at('squid', { method: 'GET', url: plain, status: 200 })],
      expect: { json: { via: '1.1 squid.test (squid/5.7)', uri: '/echo' } },
    }),
    through('https goes through CONNECT', {
      url: secure,
      via: proxy.open,
      seen: [at('squid', { method: 'CONNECT', url: target, status: 200 })],
      expect: untold,
    }),
    through('A name that only the proxy knows', {
      url: `http://only-the-proxy.test:${ports.http}/echo`,
      via: proxy.open,
      expect: { json: { host: `only-the-proxy.test:${ports.http}` } },
    }),
    through('A proxy without a scheme is an http proxy', {
      via: `127.0.0.1:${ports.squid}`,
      seen: [at('squid', { status: 200 })],
    }),
    through('Credentials in the URL, http: the proxy knows the user, the origin does not', {
      via: proxy.login,
      seen: [at('squidAuth', { user, status: 200 })],
      expect: silent,
    }),
    through('Credentials in the URL, https: the proxy knows the user, the origin does not', {
      url: secure,
      via: proxy.login,
      seen: [at('squidAuth', { user, status: 200, method: 'CONNECT' })],
      expect: untold,
    }),
    through('No credentials, http: the 407 is the response', { via: proxy.noLogin, is: 407 }),
    through('Wrong credentials, http: the 407 is the response', { via: proxy.wrongLogin, is: 407 }),
    through('No credentials, https: ProxyError with status 407', {
      url: secure,
      via: proxy.noLogin,
      is: 'ProxyError',
      seen: [at('squidAuth', { status: 407 })],
      expect: { proxyStatus: 407 },
    }),
    through('Wrong credentials, https: ProxyError with status 407, without the password', {
      url: secure,
      via: proxy.wrongLogin,
      is: 'ProxyError',
      expect: { proxyStatus: 407 },
    }),
    through("A Proxy-Authorization of the caller's own is not told to an https origin", {
      url: secure,
      via: proxy.open,
      more: { headers: { 'Proxy-Authorization': 'Basic b3Blbjpz' } },
      expect: untold,
      requests: {
        expect: { json: { proxyAuthorization: 'Basic b3Blbjpz' } },
        why: 'until 2.31 Requests sent it through the tunnel (CVE-2023-32681)',
      },
    }),
    through('A proxy that is not there, http: ProxyError', { via: proxy.closed, is: 'ProxyError' }),
    through('A proxy that is not there, https: ProxyError', { url: secure, via: proxy.closed, is: 'ProxyError' }),
    through('An origin that is not there, http: the proxy answers 503', {
      url: `http://localhost:${ports.closed}/`,
      via: proxy.open,
      is: 503,
    }),
    through('An origin that is not there, https: ProxyError with status 503', {
      url: `https://localhost:${ports.closed}/`,
      via: proxy.open,
      is: 'ProxyError',
      expect: { proxyStatus: 503 },
    }),
    through('The certificate is verified through a tunnel too', {
      url: `${origin.expired}/echo`,
      via: proxy.open,
      is: 'SSLError',
    }),
    through('A client certificate goes through a tunnel', {
      url: `${origin.mtls}/echo`,
      via: proxy.open,
      more: { cert: certificates.clientBoth },
      expect: { json: { client: 'CN=req test client' } },
    }),
    through('An https proxy, https origin: TLS in TLS', {
      url: secure,
      via: proxy.overTls,
      seen: [at('squidTls', { method: 'CONNECT', url: target, status: 200 })],
    }),
    through('An https proxy, http origin', {
      via: proxy.overTls,
      seen: [at('squidTls', { method: 'GET', url: plain, status: 200 })],
    }),
    through('An https proxy whose authority is unknown, https origin: ProxyError', {
      url: secure,
      via: proxy.overTls,
      more: { verify: certificates.otherCa },
      is: 'ProxyError',
      requests: { expect: { is: 'SSLError' }, why: 'Requests does not tell whose certificate it was' },
    }),
    through('An https proxy whose authority is unknown, http origin: ProxyError', {
      via: proxy.overTls,
      more: { verify: certificates.otherCa },
      is: 'ProxyError',
      requests: { expect: { is: 200 }, why: noProxyTls },
    }),
    through('An https proxy with verify: false, https origin', {
      url: secure,
      via: proxy.overTls,
      more: { verify: false },
    }),
    through('An https proxy with verify: false, http origin', { via: proxy.overTls, more: { verify: false } }),
    through('A redirect from http to https: absolute form first, then CONNECT', {
      url: `${origin.http}/to-https-same-host`,
      via: proxy.open,
      seen: [at('squid', { method: 'GET', status: 302 }), at('squid', { method: 'CONNECT', url: target, status: 200 })],
      expect: { hops: [`${origin.http}/to-https-same-host`] },
    }),
    through('A redirect to another host through a proxy leaves the credentials behind', {
      url: `${origin.http}/to-https`,
      via: proxy.login,
      more: { auth: ['me', 'sesame'] },
      seen: [
        at('squidAuth', { method: 'GET', status: 302, user }),
        at('squidAuth', { method: 'CONNECT', url: `127.0.0.1:${ports.https}`, status: 200, user }),
      ],
      expect: { json: { authorization: '', proxyAuthorization: '' } },
      requests: {
        expect: { json: { authorization: '', proxyAuthorization: `Basic ${btoa(`${user}:${password}`)}` } },
        why: 'until 2.31 Requests told the origin of a redirect the proxy credentials (CVE-2023-32681)',
      },
    }),
  ];
}
