import { environment, fileStamp, isDirectory, listDirectory, readFile } from '#platform';
import { SSLError } from '../errors/errors.ts';
import { BoundedMap } from '../lang/bounded-map.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { variable } from '../platform/variable.ts';
import type { Cert, Verify } from '../request/tls-options.ts';
import type { ClientCertificate, TlsSettings } from '../transport/transport.ts';
import type { SendSettings } from './settings.ts';

const CERT = 'cert must be a path, [cert, key] or { cert, key, passphrase? }, of paths or PEM';
const CERT_OPTIONS: OptionsKind = optionsKind('cert', ['cert', 'key', 'passphrase'], { password: 'passphrase' });

/** The platform's trust store, no client certificate. */
export const DEFAULT_TLS: TlsSettings = Object.freeze({ verify: true, ca: null, cert: null });

const UNVERIFIED: TlsSettings = Object.freeze({ verify: false, ca: null, cert: null });

/**
 * The `verify` that applies: the setting, else the bundle or directory named by `REQUESTS_CA_BUNDLE` or `CURL_CA_BUNDLE`.
 * Only called when TLS or a hook needs it: reading the environment costs a plain http request 2 % of its time.
 */
export function verification({ verify, trustEnv }: SendSettings): Verify | undefined {
  if (verify !== undefined || !trustEnv) return verify;
  const env = environment();
  return variable(env, 'REQUESTS_CA_BUNDLE') || variable(env, 'CURL_CA_BUNDLE') || undefined;
}

/**
 * The contents of the files that `verify` and `cert` name. Only `false` switches verification off.
 * @throws SSLError naming the path when a file cannot be read: before anything is sent
 */
export function tlsSettings(verify: Verify | undefined, cert: Cert | null): TlsSettings {
  if (cert === null) {
    if (verify === false) return UNVERIFIED;
    if (!verify || verify === true) return DEFAULT_TLS;
  }
  const ca = !verify || verify === true ? null : bundle(verify);
  return settingsFor(verify !== false, ca, cert === null ? null : certificate(cert));
}

// The same contents are always the same object: transports use it as a key of their connection pools.
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
  const { cert: certificatePem, key, passphrase } = knownOptions(given, CERT_OPTIONS);
  if (certificatePem === undefined || key === undefined) throw new TypeError(CERT);
  for (const part of [certificatePem, key])
    if (typeof part !== 'string' && !(part instanceof Uint8Array)) throw new TypeError(CERT);
  const pair = { cert: pem(certificatePem, 'the TLS certificate file'), key: pem(key, 'the TLS key file') };
  return passphrase === undefined ? pair : { ...pair, passphrase };
}

function pem(value: string | Uint8Array, what: string): string | Uint8Array {
  return typeof value !== 'string' || isPem(value) ? value : load(value, what);
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** The files read most recently; a limited number, as a caller may have one for each of its users. */
const loaded = new BoundedMap<{ readonly stamp: string; readonly content: Uint8Array }>(32);

/** The content of a file, or all certificates of a directory. It is read again only after a change. */
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
    // A hashed directory holds each certificate twice, also under its hash.
    if (isPem(text)) texts.add(text);
  }
  return new TextEncoder().encode([...texts].join('\n'));
}
