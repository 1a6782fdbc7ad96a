export { type CertificateAndKey, makeCertificates, type TestCertificates } from './certificates.ts';
export { type RunningServer, type ServerOptions, type ServerTls, startHttpbin } from './server.ts';
export { type RunningTlsServer, startTlsHttpbin, type TlsServerOptions } from './tls-server.ts';
