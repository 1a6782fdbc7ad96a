const MISSING = '/nonexistent/authorities.pem';
const OS_ERROR = { expect: { is: 'OSError' }, why: 'Requests raises a plain OSError' };

/** Certificates that must not pass, and settings that cannot be used. */
export function tlsFailures({ origin, ports, certificates }) {
  const { ca, notPem } = certificates;
  const fails = (name, url, { options = { verify: ca }, message, is = 'SSLError', requests } = {}) => ({
    name,
    url: `${url}/echo`,
    options,
    expect: { is, message },
    requests,
  });
  return [
    fails('An expired certificate is an SSLError', origin.expired, { message: /expired/ }),
    fails('A certificate for another host is an SSLError', origin.wrongHost, { message: /host|name/i }),
    fails('A certificate signed by itself is an SSLError', origin.selfSigned, { message: /self.signed/i }),
    fails('verify: false passes an expired certificate', origin.expired, { options: { verify: false }, is: 200 }),
    fails('verify: false passes one for another host', origin.wrongHost, { options: { verify: false }, is: 200 }),
    fails('verify: false passes one signed by itself', origin.selfSigned, { options: { verify: false }, is: 200 }),
    {
      name: 'A certificate is checked for the address as for the name',
      url: `https://127.0.0.1:${ports.https}/echo`,
      options: { verify: ca },
      expect: { is: 200 },
    },
    {
      name: 'A certificate is checked for the host of the URL, not for a Host header',
      url: `https://127.0.0.1:${ports.wrongHost}/echo`,
      options: { verify: ca, headers: { Host: 'wrong.example' } },
      expect: { is: 'SSLError' },
    },
    {
      name: 'https to a server that speaks plain http is an SSLError',
      url: `https://localhost:${ports.http}/echo`,
      options: { verify: ca },
      expect: { is: 'SSLError' },
    },
    {
      name: 'http to a server that speaks TLS is its answer, 400',
      url: `http://localhost:${ports.https}/echo`,
      expect: { is: 400 },
    },
    // Nothing listens there: were the connection tried first, it would be refused.
    fails('A CA file that is not there is told before connecting', `https://localhost:${ports.closed}`, {
      options: { verify: MISSING },
      message: new RegExp(MISSING),
      requests: OS_ERROR,
    }),
    fails('A client certificate that is not there is told before connecting', `https://localhost:${ports.closed}`, {
      options: { verify: ca, cert: '/nonexistent/client.pem' },
      message: /\/nonexistent\/client\.pem/,
      requests: OS_ERROR,
    }),
    fails('A key that is not there is told before connecting', `https://localhost:${ports.closed}`, {
      options: { verify: ca, cert: [certificates.clientCert, '/nonexistent/key.pem'] },
      message: /\/nonexistent\/key\.pem/,
      requests: OS_ERROR,
    }),
    fails('A CA file that holds no certificate is an SSLError', origin.https, {
      options: { verify: notPem },
    }),
    fails('A client certificate that is none is an SSLError', origin.https, {
      options: { verify: ca, cert: notPem },
      requests: { expect: { is: 'SSLError' } },
    }),
  ];
}
