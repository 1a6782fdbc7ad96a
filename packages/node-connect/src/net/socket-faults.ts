/** What went wrong on a connection. */
export interface Fault {
  /**
   * `connect`: no connection was made; `broken`: it broke; `os-timeout`: the system gave up, while connecting or later;
   * `parse`: the response is not valid HTTP.
   */
  readonly kind: 'connect' | 'connect-timeout' | 'broken' | 'os-timeout' | 'parse' | 'tls';
  /** Completes the sentence "The connection to a.test:80 …". */
  readonly text: string;
}

const connect = (text: string): Fault => ({ kind: 'connect', text });
const broken = (text: string): Fault => ({ kind: 'broken', text });

const unresolved = connect('was not made: the host name could not be resolved');
const unreachable = connect('was not made: there is no route to that address');
const closed = broken('was closed by the other side');
const cut = broken('ended prematurely');
const garbled: Fault = { kind: 'parse', text: 'failed: the server did not speak HTTP' };
const overflow: Fault = { kind: 'parse', text: 'failed: the response header is too large' };

/** By Node's code. undici's own are in `undici-errors.ts`. */
export const FAULTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['ECONNREFUSED', connect('was refused')],
  ['ENOTFOUND', unresolved],
  ['EAI_AGAIN', unresolved],
  ['EAI_FAIL', unresolved],
  ['EAI_NODATA', unresolved],
  ['EAI_NONAME', unresolved],
  ['EAI_SYSTEM', unresolved],
  ['EAI_ADDRFAMILY', unresolved],
  ['EAI_MEMORY', unresolved],
  ['ENODATA', unresolved],
  ['ESERVFAIL', unresolved],
  ['EBADNAME', unresolved],
  ['ENONAME', unresolved],
  ['EHOSTUNREACH', unreachable],
  ['ENETUNREACH', unreachable],
  ['EHOSTDOWN', unreachable],
  ['ENETDOWN', unreachable],
  ['EADDRNOTAVAIL', connect('was not made: no local address is available')],
  ['EAFNOSUPPORT', connect('was not made: the address family is not supported')],
  ['EINVAL', connect('was not made: the address is not valid')],
  ['ERR_INVALID_ADDRESS', connect('was not made: the address is not valid')],
  ['ERR_INVALID_IP_ADDRESS', connect('was not made: the address is not valid')],
  ['ERR_SOCKET_BAD_PORT', connect('was not made: the port is not valid')],
  ['ERR_SOCKET_CONNECTION_TIMEOUT', { kind: 'connect-timeout', text: 'was not made in time' }],
  ['ENOENT', connect('was not made: there is no such file')],
  ['ENOTSOCK', connect('was not made: the file is not a socket')],
  ['EACCES', connect('was not made: access is denied')],
  ['EPERM', connect('was not made: access is denied')],
  ['EMFILE', connect('was not made: too many files are open')],
  ['ENFILE', connect('was not made: too many files are open')],
  ['ENOBUFS', connect('was not made: the system is out of buffers')],
  ['ETIMEDOUT', { kind: 'os-timeout', text: 'timed out' }],
  ['ETIMEOUT', { kind: 'os-timeout', text: 'timed out' }],
  ['ESOCKETTIMEDOUT', { kind: 'os-timeout', text: 'timed out' }],
  ['ECONNRESET', broken('was reset')],
  ['ECONNABORTED', broken('was aborted')],
  ['EPIPE', closed],
  ['ENOTCONN', closed],
  ['ESHUTDOWN', closed],
  ['ENETRESET', broken('was reset')],
  ['ERR_SOCKET_CLOSED', closed],
  ['ERR_SOCKET_CLOSED_BEFORE_CONNECTION', connect('was closed before it was made')],
  ['ERR_STREAM_PREMATURE_CLOSE', cut],
  ['ERR_STREAM_DESTROYED', closed],
  ['ERR_STREAM_WRITE_AFTER_END', closed],
  ['HPE_HEADER_OVERFLOW', overflow],
  ['HPE_INVALID_EOF_STATE', { kind: 'parse', text: 'ended prematurely' }],
  ['HPE_CLOSED_CONNECTION', { kind: 'parse', text: 'failed: data arrived after the last response' }],
  ['EPROTO', { kind: 'tls', text: 'failed in TLS' }],
  ['ERR_MISSING_PASSPHRASE', { kind: 'tls', text: 'failed in TLS: the private key needs a passphrase' }],
  ['ERR_TLS_CERT_ALTNAME_INVALID', { kind: 'tls', text: 'failed in TLS: the certificate is for another host' }],
  ['CERT_HAS_EXPIRED', { kind: 'tls', text: 'failed in TLS: the certificate has expired' }],
  ['CERT_NOT_YET_VALID', { kind: 'tls', text: 'failed in TLS: the certificate is not valid yet' }],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { kind: 'tls', text: 'failed in TLS: the certificate is self-signed' }],
  ['SELF_SIGNED_CERT_IN_CHAIN', { kind: 'tls', text: 'failed in TLS: a self-signed certificate is in the chain' }],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', { kind: 'tls', text: 'failed in TLS: the issuer is unknown' }],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { kind: 'tls', text: 'failed in TLS: the issuer is unknown' }],
  ['ERR_TLS_HANDSHAKE_CLOSED', { kind: 'tls', text: 'was closed during the TLS handshake' }],
]);

/** Codes of Node's TLS, and OpenSSL's codes for invalid certificates. */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|ERR_CRYPTO_|CERT_|CRL_|ERROR_IN_C|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)|^(?:INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK|OUT_OF_MEM|UNSPECIFIED)$/;

const tls: Fault = { kind: 'tls', text: 'failed in TLS' };
const tlsClosed: Fault = { kind: 'tls', text: 'was closed during the TLS handshake' };

/** The fault that a code stands for; `null` for a code that is not a socket's. */
export function faultOf(code: string, message: string): Fault | null {
  // Node has no code for an end in the middle of the handshake, and its message differs from that of a reset.
  if (code === 'ECONNRESET' && message.includes('before secure TLS connection')) return tlsClosed;
  const fault = FAULTS.get(code);
  if (fault !== undefined) return fault;
  if (code.startsWith('HPE_')) return garbled;
  return TLS_CODE.test(code) ? tls : null;
}
