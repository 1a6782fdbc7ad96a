import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { makeCertificates } from '@req/testserver';

/** Generates certificates and writes them to files for servers and clients. */
export async function writeCertificates(dir) {
  const [own, other] = await Promise.all([makeCertificates(), makeCertificates()]);
  mkdirSync(dir);
  const put = (name, text) => {
    const path = `${dir}/${name}.pem`;
    writeFileSync(path, text, { mode: 0o644 });
    return path;
  };
  const paths = {
    ca: put('ca', own.ca),
    otherCa: put('other-ca', other.ca),
    clientCert: put('client-cert', own.client.cert),
    clientKey: put('client-key', own.client.key),
    clientEncryptedKey: put('client-key-encrypted', own.client.encryptedKey),
    clientBoth: put('client-both', `${own.client.key}\n${own.client.cert}`),
    strangerBoth: put('stranger-both', `${other.client.key}\n${other.client.cert}`),
    ca2: put('both-cas', `${other.ca}\n${own.ca}`),
    notPem: put('not-pem', 'This is not a certificate.\n'),
  };
  for (const name of ['server', 'expired', 'wrongHost', 'selfSigned']) {
    paths[`${name}Cert`] = put(`${name}-cert`, own[name].cert);
    paths[`${name}Key`] = put(`${name}-key`, own[name].key);
  }
  return { ...paths, ...directories(dir, own.ca), passphrase: own.client.passphrase, caBytes: readFileSync(paths.ca) };
}

/** Directories with the CA: one with OpenSSL's hashed file names (`<hash>.0`), one without. */
function directories(dir, ca) {
  const hashed = `${dir}/hashed`;
  const named = `${dir}/named`;
  for (const path of [hashed, named]) {
    mkdirSync(path);
    writeFileSync(`${path}/authority.pem`, ca);
  }
  execFileSync('openssl', ['rehash', hashed]);
  return { caHashed: hashed, caNamed: named };
}
