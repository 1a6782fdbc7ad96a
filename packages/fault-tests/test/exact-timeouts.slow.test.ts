import { describe, jest, test } from '@jest/globals';
import { TRANSPORT_NAMES, TRANSPORTS } from '@req/test-support/transports';
import { defineConformanceTests } from '@req/transport-conformance';

// A machine may be busy for a moment; a wrong timeout is wrong each time.
jest.retryTimes(5);

describe.each(TRANSPORT_NAMES)('timeouts over %s are exact', (name) => {
  defineConformanceTests({ describe, test, createTransport: TRANSPORTS[name], only: ['timeouts', 'abort'] });
});
