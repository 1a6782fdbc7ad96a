import { CLOSE, RESET, STALL, whole } from '../bytes.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup, Peer } from '../fault-case.ts';

const BAD: ExpectedOutcome = { error: 'SSLError' };
const OK: ExpectedOutcome = { status: 200, body: 'ok' };

function withCertificate(name: string, tls: NonNullable<Peer['tls']>, expected: ExpectedOutcome): FaultCase {
  return { name, peer: { tls, steps: [whole('ok')] }, request: { https: true }, expected };
}

/** A server that receives the ClientHello and does something other than a handshake. */
function afterClientHello(name: string, steps: Peer['steps'], expected: ExpectedOutcome): FaultCase {
  return { name, peer: { on: 'bytes', steps }, request: { https: true, untrustedCa: true }, expected };
}

export const tlsFaults: FaultGroup = {
  title: 'TLS',
  cases: [
    afterClientHello('plain-on-https', ['HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', CLOSE], BAD),
    withCertificate('tls-good', { certificate: 'server' }, OK),
    withCertificate('tls-wrong', { certificate: 'wrongHost' }, BAD),
    {
      ...withCertificate('tls-unknown', { certificate: 'server' }, BAD),
      request: { https: true, untrustedCa: true },
    },
    withCertificate('tls-expired', { certificate: 'expired' }, BAD),
    { ...withCertificate('tls-self', { certificate: 'selfSigned' }, BAD), request: { https: true, untrustedCa: true } },
    withCertificate('tls-old-1.0', { certificate: 'server', tls10: true }, BAD),
    {
      ...afterClientHello('tls-stall', [STALL], { error: 'ConnectTimeout' }),
      alternative: { error: 'ReadTimeout' },
      request: { https: true, untrustedCa: true, timeout: { connect: 300, read: 300 } },
    },
    afterClientHello('tls-reset-handshake', [RESET], { error: 'ConnectionError' }),
    afterClientHello('tls-close-handshake', [CLOSE], BAD),
  ],
};
