/**
 * `@req/core/transport`: for packages that implement or wrap a transport. The contract is described above `Transport`;
 * docs/writing-a-transport.md has a whole example.
 */

// Requests: framing, and syntax of header fields
export { framingField } from '../body/framing.ts';
export { isFieldValue, isToken } from '../headers/field-syntax.ts';
// Caches
export { BoundedMap } from '../lang/bounded-map.ts';
export { copyString } from '../lang/copy-string.ts';
// Options
export { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
export { memoizeLastList } from '../lang/memoize-last.ts';
// URLs
export { hostOf, type UrlParts, urlParts } from '../url/url-parts.ts';
// Capabilities
export { allCapabilitiesExcept, type Capability, type CapabilityInfo, capabilities } from './capabilities.ts';
// Responses
export { brokenBody, mayCollect } from './collect-body.ts';
export { LONGEST_TIMER } from './long-timer.ts';
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
