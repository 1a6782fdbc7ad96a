import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { FetchTransport } from '../src/index.ts';

const ADDED = 'a fetch adds Accept, Accept-Language, Sec-Fetch-Mode, User-Agent and Accept-Encoding';
const POOL = "the pool is the platform's: close() does not reach it";
const PROXY_STATUS = 'the Fetch standard makes a network error of 407';

/** Where Node's own fetch deviates from the contract, which cannot be changed from outside. */
const deviations = {
  'returns every status up to 499': PROXY_STATUS,
  'does not answer authentication challenges': PROXY_STATUS,
  'does not retry error statuses': 'the Fetch standard tries again after 421',
  'returns the HTTP version 1.0': 'a fetch does not tell the version',
  'returns every header line separately and in order': 'a fetch sorts header lines and joins repeated ones',
  'accepts a response head that arrives byte by byte': 'the reason phrase is lost when the head comes in pieces',
  'reuses the connection after a response without a body': "Node's fetch closes the connection after HEAD",
  'close() closes idle connections': POOL,
  'close() lets an exchange finish that waits for its response': POOL,
  'close() lets a body finish that is being read': POOL,
  'adds no headers but Host and Connection to a request without a body': ADDED,
  'adds no headers but Host, Connection and framing to a request with a body': ADDED,
};

describe("FetchTransport over the platform's fetch keeps the Transport contract", () => {
  defineConformanceTests({
    describe,
    test,
    createTransport: () => new FetchTransport(globalThis.fetch),
    timerTolerance: 5_000,
    deviations,
  });
});
