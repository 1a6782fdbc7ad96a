/** `cert`, with nginx (status 400 without a certificate) and OpenSSL's server (which fails the handshake). */
export function clientCertificates({ origin, ports, certificates }) {
  const { ca, clientBoth, clientCert, clientKey, clientEncryptedKey, passphrase, strangerBoth } = certificates;
  const url = `${origin.mtls}/echo`;
  const json = { client: 'CN=req test client' };
  const get = (name, cert, { outcome = 200, more = {}, to = url } = {}) => ({
    name,
    url: to,
    options: { verify: ca, ...(cert && { cert }) },
    expect: { outcome, ...(outcome === 200 && to === url && { json }) },
    ...more,
  });
  const needsPassword = { skip: 'Requests has no option for a passphrase: OpenSSL asks for it at the terminal' };
  const encrypted = { cert: clientCert, key: clientEncryptedKey };
  const requiring = (version) => `https://localhost:${ports[`requiring${version}`]}/`;
  return [
    get('cert as one PEM with certificate and key', clientBoth),
    get('cert as [certificate, key]', [clientCert, clientKey]),
    get(
      'cert as { cert, key }',
      { cert: clientCert, key: clientKey },
      {
        more: { requests: { skip: 'the same as a tuple in Requests' } },
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
        outcome: 'SSLError',
        more: { requests: needsPassword },
      },
    ),
    get('A missing passphrase is an SSLError', encrypted, { outcome: 'SSLError', more: { requests: needsPassword } }),
    get('Without a certificate nginx responds 400', null, { outcome: 400 }),
    get('With a certificate of an unknown CA nginx responds 400', strangerBoth, { outcome: 400 }),
    {
      name: "A session's cert is used",
      url,
      options: { verify: ca },
      session: { cert: clientBoth },
      expect: { outcome: 200, json },
    },
    ...['12', '13'].flatMap((version) => {
      const tls = `TLS 1.${version[1]}`;
      const to = requiring(version);
      return [
        get(`${tls}: a server that requires a certificate gets it`, clientBoth, { to }),
        get(`${tls}: without a certificate the handshake fails with an SSLError`, null, {
          to,
          outcome: 'SSLError',
        }),
        get(`${tls}: a certificate of an unknown CA is an SSLError`, strangerBoth, {
          to,
          outcome: 'SSLError',
        }),
      ];
    }),
  ];
}
