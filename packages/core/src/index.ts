export * from './errors/errors.ts';
export { HeaderMap, type HeadersInit } from './headers/header-map.ts';
export { errorFromSignal, needsTimer, PhaseTimer } from './transport/phase-timer.ts';
export type {
  Capability,
  ClientCertificate,
  ProxySettings,
  TlsSettings,
  Transport,
  TransportRequest,
  TransportResponse,
  TransportTimeout,
} from './transport/transport.ts';
