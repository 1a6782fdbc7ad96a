const MISSING = '/nonexistent/authorities.pem';
const OS_ERROR = { expect: { outcome: 'OSError' }, differs: 'Requests raises a plain OSError' };

/** Certificates that must be rejected, and invalid settings. */
export function tlsFailures({ origin, ports, certificates }) {
  const { ca, notPem } = certificates;
  const fails = (name, url, { options = { verify: ca }, message, outcome = 'SSLError', requests } = {}) => ({
    name,
    url: `${url}/echo`,
    options,
    expect: { outcome, message },
    requests,
  });
  return [
    fails('An expired certificate is an SSLError', origin.expired, { message: /expired/ }),
    fails('A certificate for another host is an SSLError', origin.wrongHost, { message: /host|name/i }),
    fails('A self-signed certificate is an SSLError', origin.selfSigned, { message: /self.signed/i }),
    fails('verify: false accepts an expired certificate', origin.expired, { options: { verify: false }, outcome: 200 }),
    fails('verify: false accepts a certificate for another host', origin.wrongHost, {
      options: { verify: false },
      outcome: 200,
    }),
    fails('verify: false accepts a self-signed certificate', origin.selfSigned, {
      options: { verify: false },
      outcome: 200,
    }),
    {
      name: 'A certificate is checked against an IP address in the URL',
      url: `https://127.0.0.1:${ports.https}/echo`,
      options: { verify: ca },
      expect: { outcome: 200 },
    },
    {
      name: 'A certificate is checked against the host of the URL, not the Host header',
      url: `https://127.0.0.1:${ports.wrongHost}/echo`,
      options: { verify: ca, headers: { Host: 'wrong.example' } },
      expect: { outcome: 'SSLError' },
    },
    {
      name: 'https to a server that speaks plain http is an SSLError',
      url: `https://localhost:${ports.http}/echo`,
      options: { verify: ca },
      expect: { outcome: 'SSLError' },
    },
    {
      name: 'http to a server that speaks TLS returns its response, status 400',
      url: `http://localhost:${ports.https}/echo`,
      expect: { outcome: 400 },
    },
    // Nothing listens on this port: if the file were read after connecting, the error would be a refused connection.
    fails('A missing CA file is reported before connecting', `https://localhost:${ports.closed}`, {
      options: { verify: MISSING },
      message: new RegExp(MISSING),
      requests: OS_ERROR,
    }),
    fails('A missing client certificate is reported before connecting', `https://localhost:${ports.closed}`, {
      options: { verify: ca, cert: '/nonexistent/client.pem' },
      message: /\/nonexistent\/client\.pem/,
      requests: OS_ERROR,
    }),
    fails('A missing key is reported before connecting', `https://localhost:${ports.closed}`, {
      options: { verify: ca, cert: [certificates.clientCert, '/nonexistent/key.pem'] },
      message: /\/nonexistent\/key\.pem/,
      requests: OS_ERROR,
    }),
    fails('A CA file without a certificate is an SSLError', origin.https, {
      options: { verify: notPem },
    }),
    fails('An invalid client certificate is an SSLError', origin.https, {
      options: { verify: ca, cert: notPem },
      requests: { expect: { outcome: 'SSLError' } },
    }),
  ];
}
