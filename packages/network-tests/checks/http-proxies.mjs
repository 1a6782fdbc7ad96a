/** squid: which requests and credentials it receives, and what reaches the origin. */
export function httpProxies({ origin, proxy, ports, certificates, user, password }) {
  const { ca } = certificates;
  const plain = `${origin.http}/echo`;
  const secure = `${origin.https}/echo`;
  const target = `localhost:${ports.https}`;
  const through = (name, { url = plain, via, outcome = 200, seen, more = {}, expect = {}, requests }) => ({
    name,
    url,
    options: { verify: ca, proxies: { http: via, https: via }, ...more },
    expect: { outcome, ...(seen && { seen: { squid: seen } }), ...expect },
    requests,
  });
  const at = (port, line) => ({ port: ports[port], ...line });
  const proxyAuthRemoved = { json: { proxyAuthorization: '', via: '1.1 squid.test (squid/5.7)' } };
  const nothingOfProxy = { json: { proxyAuthorization: '', proxyConnection: '', via: '' } };
  const noProxyTls = 'urllib3 does not verify an https proxy when the target is http';
  return [
    through('http requests use the absolute form', {
      via: proxy.open,
      seen: [at('squid', { method: 'GET', url: plain, status: 200 })],
      expect: { json: { via: '1.1 squid.test (squid/5.7)', uri: '/echo' } },
    }),
    through('https requests use CONNECT', {
      url: secure,
      via: proxy.open,
      seen: [at('squid', { method: 'CONNECT', url: target, status: 200 })],
      expect: nothingOfProxy,
    }),
    through('A host name that only the proxy can resolve', {
      url: `http://only-the-proxy.test:${ports.http}/echo`,
      via: proxy.open,
      expect: { json: { host: `only-the-proxy.test:${ports.http}` } },
    }),
    through('A proxy without a scheme is an http proxy', {
      via: `127.0.0.1:${ports.squid}`,
      seen: [at('squid', { status: 200 })],
    }),
    through('Credentials in the proxy URL, http: sent to the proxy, not to the origin', {
      via: proxy.login,
      seen: [at('squidAuth', { user, status: 200 })],
      expect: proxyAuthRemoved,
    }),
    through('Credentials in the proxy URL, https: sent to the proxy, not to the origin', {
      url: secure,
      via: proxy.login,
      seen: [at('squidAuth', { user, status: 200, method: 'CONNECT' })],
      expect: nothingOfProxy,
    }),
    through('No credentials, http: the 407 is the response', { via: proxy.noLogin, outcome: 407 }),
    through('Wrong credentials, http: the 407 is the response', { via: proxy.wrongLogin, outcome: 407 }),
    through('No credentials, https: ProxyError with status 407', {
      url: secure,
      via: proxy.noLogin,
      outcome: 'ProxyError',
      seen: [at('squidAuth', { status: 407 })],
      expect: { proxyStatus: 407 },
    }),
    through('Wrong credentials, https: ProxyError with status 407, without the password', {
      url: secure,
      via: proxy.wrongLogin,
      outcome: 'ProxyError',
      expect: { proxyStatus: 407 },
    }),
    through("The caller's Proxy-Authorization is not sent to an https origin", {
      url: secure,
      via: proxy.open,
      more: { headers: { 'Proxy-Authorization': 'Basic b3Blbjpz' } },
      expect: nothingOfProxy,
      requests: {
        expect: { json: { proxyAuthorization: 'Basic b3Blbjpz' } },
        differs: 'Requests before 2.31 sent it through the tunnel (CVE-2023-32681)',
      },
    }),
    through('An unreachable proxy, http: ProxyError', { via: proxy.closed, outcome: 'ProxyError' }),
    through('An unreachable proxy, https: ProxyError', { url: secure, via: proxy.closed, outcome: 'ProxyError' }),
    through('An unreachable origin, http: the 503 of the proxy is the response', {
      url: `http://localhost:${ports.closed}/`,
      via: proxy.open,
      outcome: 503,
    }),
    through('An unreachable origin, https: ProxyError with status 503', {
      url: `https://localhost:${ports.closed}/`,
      via: proxy.open,
      outcome: 'ProxyError',
      expect: { proxyStatus: 503 },
    }),
    through('Certificates are verified through a tunnel', {
      url: `${origin.expired}/echo`,
      via: proxy.open,
      outcome: 'SSLError',
    }),
    through('Client certificates are sent through a tunnel', {
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
    through('An https proxy with a certificate of an unknown CA, https origin: ProxyError', {
      url: secure,
      via: proxy.overTls,
      more: { verify: certificates.otherCa },
      outcome: 'ProxyError',
      requests: { expect: { outcome: 'SSLError' }, differs: 'Requests does not distinguish whose certificate failed' },
    }),
    through('An https proxy with a certificate of an unknown CA, http origin: ProxyError', {
      via: proxy.overTls,
      more: { verify: certificates.otherCa },
      outcome: 'ProxyError',
      requests: { expect: { outcome: 200 }, differs: noProxyTls },
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
    through('A redirect to another host through a proxy drops the credentials', {
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
        differs: 'Requests before 2.31 sent the proxy credentials to the origin of a redirect (CVE-2023-32681)',
      },
    }),
  ];
}
