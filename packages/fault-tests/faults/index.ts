import { bodyLength } from './cases/body-length.ts';
import { chunkFraming } from './cases/chunk-framing.ts';
import { connectProxy } from './cases/connect-proxy.ts';
import { connectionPhase } from './cases/connection-phase.ts';
import { contentCoding } from './cases/content-coding.ts';
import { framing } from './cases/framing.ts';
import { headerBlock } from './cases/header-block.ts';
import { interimResponses } from './cases/interim-responses.ts';
import { redirects } from './cases/redirects.ts';
import { stallsAndDrips } from './cases/stalls-and-drips.ts';
import { statusLine } from './cases/status-line.ts';
import { tlsFaults } from './cases/tls.ts';
import type { FaultGroup } from './fault-case.ts';

/** All groups, in the order of a request's phases. */
export const FAULT_GROUPS: readonly FaultGroup[] = [
  connectionPhase,
  statusLine,
  interimResponses,
  headerBlock,
  framing,
  chunkFraming,
  bodyLength,
  stallsAndDrips,
  contentCoding,
  redirects,
  tlsFaults,
  connectProxy,
];

export type { ExpectedOutcome, FaultCase, FaultGroup, FaultRequest, Peer } from './fault-case.ts';
export { FaultServer, GOOD_PATH } from './fault-server.ts';
export { ReqClient } from './req-client.ts';
export { FAULT_PATH, GOOD_BODY, type Outcome, runFault } from './run-fault.ts';
