export {
  type Framing,
  type Origins,
  type Place,
  type RecordedRequest,
  type Repeat,
  type Reply as ScriptedReply,
  ScriptServer,
  type WireRequest,
} from '@req/transport-conformance';
export { type CertificateAndKey, makeCertificates, type TestCertificates } from './certificates.ts';
export { type RunningServer, type ServerOptions, type ServerTls, startHttpbin } from './server.ts';
export { type RunningTlsServer, startTlsHttpbin, type TlsServerOptions } from './tls-server.ts';
