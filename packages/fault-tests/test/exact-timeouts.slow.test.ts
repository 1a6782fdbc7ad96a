import { describe, jest, test } from '@jest/globals';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { defineConformanceTests } from '@req/transport-conformance';

// A machine may be busy for a moment; a wrong timeout is wrong each time.
jest.retryTimes(5);

describe.each(Object.keys(TRANSPORTS) as TransportName[])('timeouts over %s are exact', (name) => {
  defineConformanceTests({ describe, test, createTransport: TRANSPORTS[name], only: ['timeouts', 'abort'] });
});
