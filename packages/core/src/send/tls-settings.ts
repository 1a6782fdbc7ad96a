import { fileStamp, isDirectory, listDirectory, readFile } from '#platform';
import { SSLError } from '../errors/errors.ts';
import { BoundedMap } from '../lang/bounded-map.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { ClientCertificate, TlsSettings } from '../transport/transport.ts';
import { DEFAULT_TLS } from './default-tls.ts';
import type { Cert, Verify } from './settings.ts';

const CERT = 'cert must be a path, [cert, key] or { cert, key, passphrase? }, of paths or PEM';
const CERT_OPTIONS: OptionsKind = optionsKind('cert', ['cert', 'key', 'passphrase'], { password: 'passphrase' });

const UNVERIFIED: TlsSettings = Object.freeze({ verify: false, ca: null, cert: null });

/**
 * The contents behind `verify` and `cert`. Only `false` switches verification off.
 * @throws SSLError naming the path, when a file cannot be read: before anything is sent
 */
export function tlsSettings(verify: Verify | undefined, cert: Cert | null): TlsSettings {
  if (cert === null) {
    if (verify === false) return UNVERIFIED;
    if (!verify || verify === true) return DEFAULT_TLS;
  }
  const ca = !verify || verify === true ? null : bundle(verify);
  return settingsFor(verify !== false, ca, cert === null ? null : certificate(cert));
}

// One object for the same contents: transports key their pools by it.
const known: TlsSettings[] = [];

function settingsFor(verify: boolean, ca: Uint8Array | string | null, cert: ClientCertificate | null): TlsSettings {
  const found = known.find(
    (tls) =>
      tls.verify === verify &&
      tls.ca === ca &&
      tls.cert?.cert === cert?.cert &&
      tls.cert?.key === cert?.key &&
      tls.cert?.passphrase === cert?.passphrase,
  );
  if (found !== undefined) return found;
  const settings: TlsSettings = Object.freeze({ verify, ca, cert });
  known.push(settings);
  if (known.length > 32) known.shift();
  return settings;
}

function bundle(verify: string | Uint8Array): Uint8Array | string {
  if (typeof verify !== 'string' || isPem(verify)) return verify;
  return load(verify, 'a suitable TLS CA certificate bundle');
}

function certificate(cert: Cert): ClientCertificate {
  if (typeof cert === 'string') {
    const both = isPem(cert) ? cert : load(cert, 'the TLS certificate file');
    return { cert: both, key: both };
  }
  if (Array.isArray(cert)) {
    if (cert.length !== 2) throw new TypeError('cert given as a list must be [cert, key]');
    return {
      cert: pem(cert[0] as string, 'the TLS certificate file'),
      key: pem(cert[1] as string, 'the TLS key file'),
    };
  }
  if (typeof cert !== 'object') throw new TypeError(CERT);
  const given = cert as Exclude<Cert, string | readonly [string, string]>;
  const { cert: own, key, passphrase } = knownOptions(given, CERT_OPTIONS);
  if (own === undefined || key === undefined) throw new TypeError(CERT);
  for (const part of [own, key])
    if (typeof part !== 'string' && !(part instanceof Uint8Array)) throw new TypeError(CERT);
  const pair = { cert: pem(own, 'the TLS certificate file'), key: pem(key, 'the TLS key file') };
  return passphrase === undefined ? pair : { ...pair, passphrase };
}

function pem(value: string | Uint8Array, what: string): string | Uint8Array {
  return typeof value !== 'string' || isPem(value) ? value : load(value, what);
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** So many of the files read last, for callers who have one for each of their own. */
const loaded = new BoundedMap<{ readonly stamp: string; readonly content: Uint8Array }>(32);

/** A file, or all certificates of a directory; read again only when it changed. */
function load(path: string, what: string): Uint8Array {
  const stamp = fileStamp(path);
  if (stamp === null) throw new SSLError(`Could not find ${what}, invalid path: ${path}`);
  const cached = loaded.get(path);
  if (cached?.stamp === stamp) return cached.content;
  let content: Uint8Array;
  try {
    content = isDirectory(path) ? readDirectory(path) : readFile(path);
  } catch (cause) {
    throw new SSLError(`Could not read ${what}: ${path}`, { cause });
  }
  loaded.set(path, { stamp, content });
  return content;
}

function readDirectory(path: string): Uint8Array {
  const texts = new Set<string>();
  for (const name of listDirectory(path)) {
    if (!/\.(?:pem|crt|cer|\d+)$/.test(name)) continue;
    const text = new TextDecoder().decode(readFile(`${path}/${name}`));
    // A hashed directory holds each certificate twice: as itself and under its hash.
    if (isPem(text)) texts.add(text);
  }
  return new TextEncoder().encode([...texts].join('\n'));
}
