/**
 * `@req/core/transport`: for packages that implement or wrap a transport. The contract is described above `Transport`;
 * docs/writing-a-transport.md has a whole example.
 */

// The contract
export type {
  AddressGuard,
  ClientCertificate,
  ProxySettings,
  TlsSettings,
  Transport,
  TransportRequest,
  TransportResponse,
  TransportTimeout,
} from './transport.ts';
// Capabilities
export { allCapabilitiesExcept, type Capability, type CapabilityInfo, capabilities } from './capabilities.ts';
// Timeouts and aborts
export { errorFromSignal, needsTimer, PhaseTimer } from './phase-timer.ts';
// Responses
export { brokenBody } from './broken-body.ts';
export { mayCollect } from './may-collect.ts';
export { markStale } from './stale-connection.ts';
// Validation
export { isToken } from '../headers/validate.ts';
export { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
// Caches
export { BoundedMap } from '../lang/bounded-map.ts';
export { copyString } from '../lang/copy-string.ts';
