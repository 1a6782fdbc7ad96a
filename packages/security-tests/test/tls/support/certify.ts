import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import forge from 'node-forge';

/** A certificate with its private key, as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says. */
export interface Wish {
  /** The subject's common name. */
  readonly name: string;
  /** Alternative names: `DNS:a.test`, `IP:127.0.0.1`, `URI:…`. */
  readonly names?: readonly string[];
  /** Who signs; by default the one authority of this process, `null`: the certificate itself. */
  readonly issuer?: Identity | null;
  readonly isAuthority?: boolean;
  /** Days from now on that it is good for; negative: over. */
  readonly days?: number;
  /** A key of its own; by default all share one, for making one takes a while. */
  readonly ownKey?: boolean;
}

const DAY = 86_400_000;
const KINDS: Readonly<Record<string, number>> = { DNS: 2, URI: 6 };
let serial = 1;
let shared: string | null = null;
let root: Identity | null = null;

function makeKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
}

/** The authority that tests trust. */
export function authority(): Identity {
  root ??= certify({ name: 'Test authority', issuer: null, isAuthority: true, ownKey: true });
  return root;
}

/** Makes a certificate: at run time, so that nothing expires in a repository. */
export function certify(wish: Wish): Identity {
  shared ??= makeKey();
  const key = wish.ownKey === true ? makeKey() : shared;
  const issuer = wish.issuer === undefined ? authority() : wish.issuer;
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKeyOf(key);
  certificate.serialNumber = `01${(serial++).toString(16).padStart(6, '0')}`;
  certificate.validity.notBefore = new Date(Date.now() - 60 * DAY);
  certificate.validity.notAfter = new Date(Date.now() + (wish.days ?? 30) * DAY);
  const subject = [{ name: 'commonName', value: wish.name }];
  certificate.setSubject(subject);
  certificate.setIssuer(issuer === null ? subject : forge.pki.certificateFromPem(issuer.cert).subject.attributes);
  const altNames = (wish.names ?? []).map((text) => {
    const [kind = '', value = ''] = text.split(/:(.*)/s);
    return kind === 'IP' ? { type: 7, ip: value } : { type: KINDS[kind] as number, value };
  });
  certificate.setExtensions([
    { name: 'basicConstraints', cA: wish.isAuthority ?? false, critical: true },
    ...(altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []),
  ]);
  certificate.sign(signer(issuer?.key ?? key), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key };
}

/** What stands before a SHA-256 in a signature of PKCS #1 v1.5. */
const SHA256 = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** node-forge signs in JavaScript, which takes a hundred times as long as Node's own. */
function signer(key: string): forge.pki.rsa.PrivateKey {
  const sign = (digest: forge.md.MessageDigest): string => {
    const info = Buffer.concat([SHA256, Buffer.from(digest.digest().getBytes(), 'latin1')]);
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info).toString('latin1');
  };
  return { sign } as forge.pki.rsa.PrivateKey;
}

function publicKeyOf(key: string): forge.pki.rsa.PublicKey {
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
  return forge.pki.publicKeyFromPem(pem) as forge.pki.rsa.PublicKey;
}

/** The same key, locked with a passphrase. */
export function locked(key: string, passphrase: string): string {
  return createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
}

/** What a server on loopback is called by tests. */
export const LOOPBACK: readonly string[] = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'];
