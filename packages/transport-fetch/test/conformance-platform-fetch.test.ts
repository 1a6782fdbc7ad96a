import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { FetchTransport } from '../src/index.ts';

const ADDED = 'a fetch adds Accept, Accept-Language, Sec-Fetch-Mode, User-Agent and Accept-Encoding';
const POOL = "the pool is the platform's: close() does not reach it";
const PROXY_STATUS = 'the Fetch standard makes a network error of 407';

/** Where Node's own fetch deviates from the contract, which cannot be changed from outside. */
const deviations = {
  'every status up to 499 is a response': PROXY_STATUS,
  'no challenge is answered': PROXY_STATUS,
  'no error status is tried again': 'the Fetch standard tries again after 421',
  'the version of a response is told: 1.0': 'a fetch does not tell the version',
  'every header line is returned, in order, repeated ones apart': 'a fetch sorts header lines and joins repeated ones',
  'a head that comes byte by byte is one head': 'the reason phrase is lost when the head comes in pieces',
  'responses without a body give their connection back': "Node's fetch closes the connection after HEAD",
  'close releases idle connections': POOL,
  'an exchange that awaits its head when close is called comes to its end': POOL,
  'a body that is being read when close is called comes to its end': POOL,
  'no header is added to a request without a body but Host and Connection': ADDED,
  'no header is added to a request with a body but Host, Connection and its framing': ADDED,
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
