import { CLOSE, RESET, STALL, whole } from '../bytes.ts';
import type { FaultCase, FaultGroup, Peer, Right } from '../fault-case.ts';

const BAD: Right = { error: 'SSLError' };
const OK: Right = { status: 200, body: 'ok' };

function shown(name: string, tls: NonNullable<Peer['tls']>, right: Right): FaultCase {
  return { name, peer: { tls, steps: [whole('ok')] }, ask: { https: true }, right };
}

/** A server that hears the greeting and does something else. */
function greeted(name: string, steps: Peer['steps'], right: Right): FaultCase {
  return { name, peer: { on: 'bytes', steps }, ask: { https: true, strangerCa: true }, right };
}

export const tlsFaults: FaultGroup = {
  title: 'TLS',
  cases: [
    greeted('plain-on-https', ['HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', CLOSE], BAD),
    shown('tls-good', { certificate: 'server' }, OK),
    shown('tls-wrong', { certificate: 'wrongHost' }, BAD),
    {
      ...shown('tls-unknown', { certificate: 'server' }, BAD),
      ask: { https: true, strangerCa: true },
    },
    shown('tls-expired', { certificate: 'expired' }, BAD),
    { ...shown('tls-self', { certificate: 'selfSigned' }, BAD), ask: { https: true, strangerCa: true } },
    shown('tls-old-1.0', { certificate: 'server', oldest: true }, BAD),
    {
      ...greeted('tls-stall', [STALL], { error: 'ConnectTimeout' }),
      orElse: { error: 'ReadTimeout' },
      ask: { https: true, strangerCa: true, timeout: { connect: 300, read: 300 } },
    },
    greeted('tls-reset-handshake', [RESET], { error: 'ConnectionError' }),
    greeted('tls-close-handshake', [CLOSE], BAD),
  ],
};
