import type { ConformanceCase } from '../conformance-case.ts';
import { abort } from './abort.ts';
import { addressGuard } from './address-guard.ts';
import { bodyFlow } from './body-flow.ts';
import { brokenBodies } from './broken-bodies.ts';
import { close } from './close.ts';
import { connections } from './connections.ts';
import { failures } from './failures.ts';
import { isolation } from './isolation.ts';
import { methodAndTarget } from './method-and-target.ts';
import { noSideEffects } from './no-side-effects.ts';
import { proxy } from './proxy.ts';
import { requestBody } from './request-body.ts';
import { requestHeaders } from './request-headers.ts';
import { responseBody } from './response-body.ts';
import { responseHead } from './response-head.ts';
import { timeouts } from './timeouts.ts';
import { upload } from './upload.ts';

/** All cases, in the order of an exchange. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...methodAndTarget,
  ...requestHeaders,
  ...requestBody,
  ...upload,
  ...responseHead,
  ...responseBody,
  ...bodyFlow,
  ...failures,
  ...brokenBodies,
  ...timeouts,
  ...abort,
  ...connections,
  ...noSideEffects,
  ...close,
  ...isolation,
  ...proxy,
  ...addressGuard,
];
