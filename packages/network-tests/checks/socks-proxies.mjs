const NO_PROXY_ERROR = 'a SOCKS proxy that refuses is a ConnectionError in Requests; ProxyError is a subclass';

/** microsocks (SOCKS5), Dante (SOCKS4, SOCKS5) and OpenSSH (SOCKS4a): name resolution and authentication. */
export function socksProxies({ origin, proxy, ports, certificates }) {
  const plain = `${origin.http}/echo`;
  const secure = `${origin.https}/echo`;
  const remote = `http://only-the-proxy.test:${ports.http}/echo`;
  const through = (name, via, { url = plain, outcome = 200, seen, expect = {}, requests } = {}) => ({
    name,
    url,
    options: { verify: certificates.ca, proxies: { http: via, https: via } },
    expect: { outcome, ...(seen && { seen }), ...expect },
    requests,
  });
  const refused = {
    outcome: 'ProxyError',
    requests: { expect: { outcome: 'ConnectionError' }, differs: NO_PROXY_ERROR },
  };
  const byName = { by: 'name', host: 'localhost' };
  const byAddress = { by: 'address' };
  const host = { json: { host: `only-the-proxy.test:${ports.http}` } };
  return [
    through('socks5 resolves the name locally', proxy.socks5, { seen: { microsocks: [byAddress] } }),
    through('socks5h lets the proxy resolve the name', proxy.socks5h, { seen: { microsocks: [byName] } }),
    through('socks5h reaches a name that only the proxy can resolve', proxy.socks5h, { url: remote, expect: host }),
    through('socks5, https', proxy.socks5, {
      url: secure,
      seen: { microsocks: [{ ...byAddress, port: ports.https }] },
    }),
    through('socks5h, https', proxy.socks5h, { url: secure, seen: { microsocks: [{ ...byName, port: ports.https }] } }),
    through('socks5 with Dante', proxy.dante5, { seen: { dante: [byAddress] } }),
    through('socks5h with Dante and a name that only the proxy can resolve', proxy.dante5h, {
      url: remote,
      expect: host,
    }),
    through('socks4 resolves the name locally', proxy.socks4, { seen: { dante: [byAddress] } }),
    through('socks4, https', proxy.socks4, { url: secure, seen: { dante: [{ ...byAddress, port: ports.https }] } }),
    through('socks4a lets the proxy resolve the name', proxy.socks4a, { seen: { ssh: [byName] } }),
    through('socks4a reaches a name that only the proxy can resolve', proxy.socks4a, { url: remote, expect: host }),
    through('socks4a, https', proxy.socks4a, { url: secure, seen: { ssh: [byName] } }),
    through('SOCKS user and password', proxy.socks5Login, { seen: { microsocksAuth: [byName] } }),
    through('SOCKS user and password, https', proxy.socks5Login, { url: secure, seen: { microsocksAuth: [byName] } }),
    through('A wrong SOCKS password is a ProxyError that does not contain it', proxy.socks5WrongLogin, refused),
    through('A wrong SOCKS password, https', proxy.socks5WrongLogin, { ...refused, url: secure }),
    through('A SOCKS proxy that requires a password and gets none', proxy.socks5NoLogin, refused),
    through('An unreachable SOCKS proxy', proxy.socksClosed, refused),
    through('An origin that the SOCKS proxy cannot reach', proxy.socks5h, {
      ...refused,
      url: `http://localhost:${ports.closed}/`,
    }),
    through('Certificates are verified through SOCKS', proxy.socks5h, {
      url: `${origin.expired}/echo`,
      outcome: 'SSLError',
    }),
  ];
}
