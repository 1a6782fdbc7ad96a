import { createPrivateKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** Both in PEM. */
export interface CertificateAndKey {
  readonly cert: string;
  readonly key: string;
}

/** Generated at run time, so that no key is stored in the repository and no certificate in it can expire. */
export interface TestCertificates {
  /** The CA certificate. It signs everything except `selfSigned`. */
  readonly ca: string;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly server: CertificateAndKey;
  /** Like `server`, but expired yesterday. */
  readonly expired: CertificateAndKey;
  /** Valid for wrong.example only. */
  readonly wrongHost: CertificateAndKey;
  /** Like `server`, but self-signed. */
  readonly selfSigned: CertificateAndKey;
  /** A client certificate. `encryptedKey` is the same key, encrypted with the passphrase. */
  readonly client: CertificateAndKey & { readonly encryptedKey: string; readonly passphrase: string };
}

interface KeyPair {
  readonly pem: string;
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly publicKey: forge.pki.rsa.PublicKey;
}

interface Authority {
  readonly name: string;
  readonly keys: KeyPair;
}

interface Subject {
  readonly name: string;
  readonly keys: KeyPair;
  readonly extensions: readonly object[];
  /** Days until it expires; negative: already expired. */
  readonly days?: number;
}

const DAY = 86_400_000;
const LOOPBACK = [
  { type: 2, value: 'localhost' },
  { type: 7, ip: '127.0.0.1' },
  { type: 7, ip: '::1' },
];

// Keys come from Node's native code, which is much faster than node-forge's JavaScript.
async function makeKeys(): Promise<KeyPair> {
  const { privateKey: key } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const pem = key.export({ type: 'pkcs8', format: 'pem' }) as string;
  const privateKey = forge.pki.privateKeyFromPem(pem);
  return { pem, privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e) };
}

function commonName(value: string): { name: string; value: string }[] {
  return [{ name: 'commonName', value }];
}

function sign(subject: Subject, issuer: Authority): string {
  const { days = 30 } = subject;
  const cert = forge.pki.createCertificate();
  cert.publicKey = subject.keys.publicKey;
  // A leading 01 keeps the number positive and without superfluous zeros (RFC 5280 4.1.2.2).
  cert.serialNumber = `01${randomBytes(15).toString('hex')}`;
  cert.validity.notBefore = new Date(Date.now() - 60 * DAY);
  cert.validity.notAfter = new Date(Date.now() + days * DAY);
  cert.setSubject(commonName(subject.name));
  cert.setIssuer(commonName(issuer.name));
  cert.setExtensions([
    ...subject.extensions,
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: keyIdentifier(issuer.keys) },
  ]);
  cert.sign(issuer.keys.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(cert);
}

function keyIdentifier(keys: KeyPair): string {
  return forge.pki.getPublicKeyFingerprint(keys.publicKey, { type: 'RSAPublicKey' }).getBytes();
}

const AUTHORITY = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
];

function leaf(usage: 'serverAuth' | 'clientAuth', altNames?: readonly object[]): readonly object[] {
  return [
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', [usage]: true },
    ...(altNames === undefined ? [] : [{ name: 'subjectAltName', altNames }]),
  ];
}

function encryptKey(pem: string, passphrase: string): string {
  return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
}

/** Generates a CA and the certificates it signs. Takes about a second. */
export async function makeCertificates(): Promise<TestCertificates> {
  const [caKeys, keys, otherKeys, clientKeys] = await Promise.all([makeKeys(), makeKeys(), makeKeys(), makeKeys()]);
  const authority = { name: 'req test authority', keys: caKeys };
  const server = { name: 'localhost', keys, extensions: leaf('serverAuth', LOOPBACK) };
  const wrongNames = leaf('serverAuth', [{ type: 2, value: 'wrong.example' }]);
  const passphrase = randomBytes(12).toString('hex');
  return {
    ca: sign({ ...authority, extensions: AUTHORITY, days: 30 }, authority),
    server: { cert: sign(server, authority), key: keys.pem },
    expired: { cert: sign({ ...server, days: -1 }, authority), key: keys.pem },
    wrongHost: { cert: sign({ name: 'wrong.example', keys, extensions: wrongNames }, authority), key: keys.pem },
    selfSigned: {
      cert: sign({ ...server, keys: otherKeys }, { name: 'localhost', keys: otherKeys }),
      key: otherKeys.pem,
    },
    client: {
      cert: sign({ name: 'req test client', keys: clientKeys, extensions: leaf('clientAuth') }, authority),
      key: clientKeys.pem,
      encryptedKey: encryptKey(clientKeys.pem, passphrase),
      passphrase,
    },
  };
}
