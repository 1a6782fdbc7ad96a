/**
 * `@req/core/transport`: for packages that implement or wrap a transport. The contract is described above `Transport`;
 * docs/writing-a-transport.md has a complete example.
 */

// The contract

export type { ConnectionFacts, ResponseFacts, Timings, TlsFacts } from './facts.ts';
export type { TraceEvent, TraceListener } from './trace.ts';
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

export { LONGEST_TIMER } from './long-timer.ts';
export { errorFromSignal, needsTimer, PhaseTimer } from './phase-timer.ts';

// Requests: framing, syntax of header fields, URLs

export { framingField } from '../body/framing.ts';
export { isFieldValue, isToken } from '../headers/field-syntax.ts';
export { endOfAuthority, hostOf, socketHost, type UrlParts, urlParts } from '../url/url-parts.ts';

// Wrappers

export { type ContextKey, contextKey, RequestContext, resendCount } from './context.ts';
export { TransportWrapper, withBody, withFacts } from './transport-wrapper.ts';

// Responses

export { brokenBody, mayCollect } from './collect-body.ts';
export { markStale } from './stale-connection.ts';

// Messages

export { redactUrl } from '../errors/redact.ts';
export { redactHeaders } from '../headers/header-map.ts';

// Options and listeners

export { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
export { notify } from '../lang/notify.ts';

// Caches

export { BoundedMap } from '../lang/bounded-map.ts';
export { copyString } from '../lang/copy-string.ts';
export { memoizeLastList } from '../lang/memoize-last.ts';
