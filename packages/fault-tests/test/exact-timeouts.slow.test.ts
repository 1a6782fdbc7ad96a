import { describe, jest, test } from '@jest/globals';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { defineConformanceTests } from '@req/transport-conformance';

// A machine that is busy for a moment gets another chance: a clock that is wrong is wrong each time.
jest.retryTimes(5);

describe.each(Object.keys(TRANSPORTS) as TransportName[])('the timeouts over %s are exact', (name) => {
  defineConformanceTests({ describe, test, createTransport: TRANSPORTS[name], only: ['timeouts', 'abort'] });
});
