/** `cert`, towards nginx (which answers 400 without one) and OpenSSL's server (which ends the handshake). */
export function clientCertificates({ origin, ports, certificates }) {
  const { ca, clientBoth, clientCert, clientKey, clientEncryptedKey, passphrase, strangerBoth } = certificates;
  const url = `${origin.mtls}/echo`;
  const json = { client: 'CN=req test client' };
  const get = (name, cert, { is = 200, more = {}, to = url } = {}) => ({
    name,
    url: to,
    options: { verify: ca, ...(cert && { cert }) },
    expect: { is, ...(is === 200 && to === url && { json }) },
    ...more,
  });
  const needsPassword = { none: 'Requests cannot be given a passphrase: OpenSSL asks at the terminal' };
  const encrypted = { cert: clientCert, key: clientEncryptedKey };
  const demanding = (version) => `https://localhost:${ports[`demanding${version}`]}/`;
  return [
    get('cert as one PEM with certificate and key', clientBoth),
    get('cert as [certificate, key]', [clientCert, clientKey]),
    get(
      'cert as { cert, key }',
      { cert: clientCert, key: clientKey },
      {
        more: { requests: { none: 'a tuple in Requests: the line before' } },
      },
    ),
    get(
      'cert as { cert, key, passphrase } with an encrypted key',
      { ...encrypted, passphrase },
      {
        more: { requests: needsPassword },
      },
    ),
    get(
      'A wrong passphrase is an SSLError',
      { ...encrypted, passphrase: 'wr0ngsecret' },
      {
        is: 'SSLError',
        more: { requests: needsPassword },
      },
    ),
    get('A missing passphrase is an SSLError', encrypted, { is: 'SSLError', more: { requests: needsPassword } }),
    get('Without a certificate nginx answers 400', null, { is: 400 }),
    get('With a certificate that a stranger signed nginx answers 400', strangerBoth, { is: 400 }),
    {
      name: "A session's cert counts",
      url,
      options: { verify: ca },
      session: { cert: clientBoth },
      expect: { is: 200, json },
    },
    ...['12', '13'].flatMap((version) => {
      const tls = `TLS 1.${version[1]}`;
      const to = demanding(version);
      return [
        get(`${tls}: a server that demands a certificate gets it`, clientBoth, { to }),
        get(`${tls}: without a certificate the handshake fails: SSLError`, null, {
          to,
          is: 'SSLError',
        }),
        get(`${tls}: a certificate that a stranger signed: SSLError`, strangerBoth, {
          to,
          is: 'SSLError',
        }),
      ];
    }),
  ];
}
