import { makeCertificates, type TestCertificates } from './certificates.ts';
import { type RunningServer, type ServerOptions, startHttpbin } from './server.ts';

/** A server with a certificate for localhost, 127.0.0.1 and ::1. Trust `certificates.ca` to connect to it. */
export interface RunningTlsServer extends RunningServer {
  readonly certificates: TestCertificates;
}

export interface TlsServerOptions extends Omit<ServerOptions, 'tls'> {
  /** Default: newly generated. */
  readonly certificates?: TestCertificates;
  /** Rejects clients without a certificate of the same CA. Default: false. */
  readonly requestCert?: boolean;
}

/** Starts the httpbin clone over TLS. */
export async function startTlsHttpbin(options: TlsServerOptions = {}): Promise<RunningTlsServer> {
  const { certificates = await makeCertificates(), requestCert = false, ...rest } = options;
  const server = await startHttpbin({ ...rest, tls: { ...certificates.server, ca: certificates.ca, requestCert } });
  return { ...server, certificates };
}
