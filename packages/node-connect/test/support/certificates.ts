import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** A certificate with its private key, as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

interface Wish {
  readonly name: string;
  /** DNS names and IP addresses that the certificate is for. */
  readonly hosts?: readonly string[];
  readonly issuer?: Identity;
  readonly authority?: boolean;
  readonly expired?: boolean;
}

const DAY = 86_400_000;
let serial = 1;

/** Makes a certificate, signed by `issuer` or by itself. */
export function certify(wish: Wish): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `0${serial++}`.slice(-2);
  const until = wish.expired ? Date.now() - DAY : Date.now() + DAY;
  certificate.validity.notBefore = new Date(Date.now() - 2 * DAY);
  certificate.validity.notAfter = new Date(until);
  certificate.setSubject([{ name: 'commonName', value: wish.name }]);
  certificate.setIssuer(
    wish.issuer === undefined
      ? [{ name: 'commonName', value: wish.name }]
      : forge.pki.certificateFromPem(wish.issuer.cert).subject.attributes,
  );
  const altNames = (wish.hosts ?? []).map((host) =>
    /^[\d.]+$|:/.test(host) ? { type: 7, ip: host } : { type: 2, value: host },
  );
  certificate.setExtensions([
    { name: 'basicConstraints', cA: wish.authority ?? false },
    ...(altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []),
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(wish.issuer?.key ?? privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
}

export const authority: Identity = certify({ name: 'Test authority', authority: true });
export const strangers: Identity = certify({ name: 'Other authority', authority: true });
/** For `localhost` and the loopback addresses. */
export const localhost: Identity = certify({
  name: 'localhost',
  hosts: ['localhost', 'origin.test', '127.0.0.1', '::1'],
  issuer: authority,
});
