/**
 * `@req/core/transport`: for packages that implement or wrap a transport. The contract is described above `Transport`;
 * docs/writing-a-transport.md has a whole example.
 */

// Caches
export { LastFields } from '../headers/last-fields.ts';
// Validation
export { isToken } from '../headers/validate.ts';
export { BoundedMap } from '../lang/bounded-map.ts';
export { copyString } from '../lang/copy-string.ts';
export { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
// Responses
export { brokenBody } from './broken-body.ts';
// Capabilities
export { allCapabilitiesExcept, type Capability, type CapabilityInfo, capabilities } from './capabilities.ts';
export { mayCollect } from './may-collect.ts';
// Timeouts and aborts
export { errorFromSignal, needsTimer, PhaseTimer } from './phase-timer.ts';
export { markStale } from './stale-connection.ts';
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
