import { createHash } from 'node:crypto';

/** The inputs of a digest `response` (RFC 7616 §3.4). */
export interface DigestInput {
  /** `MD5`, `SHA-256` or `SHA-512`. */
  readonly algorithm: string;
  readonly user: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly body: Buffer;
  /** The parameters of the client's Authorization header. */
  readonly credentials: ReadonlyMap<string, string>;
}

/** A hash in hex. An unknown algorithm is treated as MD5. */
export function digestHash(algorithm: string, data: string | Buffer): string {
  const names: Readonly<Record<string, string>> = { 'SHA-256': 'sha256', 'SHA-512': 'sha512' };
  return createHash(names[algorithm] ?? 'md5')
    .update(data)
    .digest('hex');
}

/** The `response` that the correct password produces, or `null` when the credentials are incomplete. */
export function digestResponse(input: DigestInput): string | null {
  const { algorithm, credentials } = input;
  const hash = (...parts: readonly string[]): string => digestHash(algorithm, parts.join(':'));
  const nonce = credentials.get('nonce') ?? '';
  const qop = credentials.get('qop');
  const ha1 = hash(input.user, credentials.get('realm') ?? '', input.password);
  const ha2 =
    qop === 'auth-int'
      ? hash(input.method, input.uri, digestHash(algorithm, input.body))
      : hash(input.method, input.uri);
  if (qop === undefined) return hash(ha1, nonce, ha2);
  const nc = credentials.get('nc');
  const cnonce = credentials.get('cnonce');
  if ((qop !== 'auth' && qop !== 'auth-int') || nc === undefined || cnonce === undefined) return null;
  return hash(ha1, nonce, nc, cnonce, qop, ha2);
}
