import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import forge from 'node-forge';
import { perWorker } from './per-worker.ts';

/** A certificate with its private key, as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** The subject's common name. */
  readonly name: string;
  /** Subject alternative names: `DNS:a.test`, `IP:127.0.0.1`, `URI:…`. */
  readonly names?: readonly string[];
  /** Who signs it: by default `authority()`, with `null` the certificate itself. */
  readonly issuer?: Identity | null;
  readonly isAuthority?: boolean;
  /** Days from now until it expires; negative: it has expired. */
  readonly days?: number;
  /** Whether to make a key pair for it; by default all share one, since making one takes long. */
  readonly ownKey?: boolean;
}

const DAY_MS = 86_400_000;
const KINDS: Readonly<Record<string, number>> = { DNS: 2, URI: 6 };
let serial = 1;

function makeKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
}

/** The authority that tests trust. */
export function authority(): Identity {
  return perWorker('authority', () =>
    certify({ name: 'Test authority', issuer: null, isAuthority: true, ownKey: true }),
  );
}

/** Another authority, which nobody trusts. */
export function unknownAuthority(): Identity {
  return perWorker('unknown authority', () =>
    certify({ name: 'Unknown authority', issuer: null, isAuthority: true, ownKey: true }),
  );
}

/** Makes a certificate, at run time: none in the repository can expire. */
export function certify(options: CertificateOptions): Identity {
  const key = options.ownKey === true ? makeKey() : perWorker('key', makeKey);
  const issuer = options.issuer === undefined ? authority() : options.issuer;
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKeyOf(key);
  certificate.serialNumber = `01${(serial++).toString(16).padStart(6, '0')}`;
  certificate.validity.notBefore = new Date(Date.now() - 60 * DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + (options.days ?? 30) * DAY_MS);
  const subject = [{ name: 'commonName', value: options.name }];
  certificate.setSubject(subject);
  certificate.setIssuer(issuer === null ? subject : forge.pki.certificateFromPem(issuer.cert).subject.attributes);
  const altNames = (options.names ?? []).map((text) => {
    const [kind = '', value = ''] = text.split(/:(.*)/s);
    return kind === 'IP' ? { type: 7, ip: value } : { type: KINDS[kind] as number, value };
  });
  certificate.setExtensions([
    { name: 'basicConstraints', cA: options.isAuthority ?? false, critical: true },
    ...(altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []),
  ]);
  certificate.sign(nativeSigner(issuer?.key ?? key), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key };
}

/** The DER prefix of a SHA-256 digest in a PKCS #1 v1.5 signature (RFC 8017 9.2). */
const SHA256_PREFIX = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** Signs with Node's RSA: node-forge's, in JavaScript, takes a hundred times as long. */
function nativeSigner(key: string): forge.pki.rsa.PrivateKey {
  const sign = (digest: forge.md.MessageDigest): string => {
    const info = Buffer.concat([SHA256_PREFIX, Buffer.from(digest.digest().getBytes(), 'latin1')]);
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info).toString('latin1');
  };
  return { sign } as forge.pki.rsa.PrivateKey;
}

function publicKeyOf(key: string): forge.pki.rsa.PublicKey {
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
  return forge.pki.publicKeyFromPem(pem) as forge.pki.rsa.PublicKey;
}

/** The same key, encrypted with a passphrase. */
export function encryptKey(key: string, passphrase: string): string {
  return createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
}

/** The alternative names of a server on loopback. */
export const LOOPBACK_NAMES: readonly string[] = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'];
