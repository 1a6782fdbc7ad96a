import { startService } from './service.mjs';

export const OPENSSL_PORTS = ['requiring12', 'requiring13'];

/**
 * `openssl s_server`, which rejects a client without a certificate with a TLS alert, where nginx responds with status 400.
 * In TLS 1.3 the alert arrives after the client has finished its part of the handshake.
 */
export async function startOpenssl(root, ports, certificates) {
  for (const version of ['12', '13']) {
    const port = ports[`requiring${version}`];
    const flags = ['-quiet', '-www', '-Verify', '1', '-verify_return_error', `-tls1_${version[1]}`];
    const files = ['-cert', certificates.serverCert, '-key', certificates.serverKey, '-CAfile', certificates.ca];
    const args = ['s_server', '-accept', `127.0.0.1:${port}`, ...flags, ...files];
    const log = `${root}/openssl-${version}.log`;
    await startService({ name: 'openssl', command: '/usr/bin/openssl', args, port, log });
  }
}
