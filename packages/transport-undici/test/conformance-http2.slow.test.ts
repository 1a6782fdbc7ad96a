import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';

describe('with HTTP/2 on offer', () => {
  defineConformanceTests({
    describe,
    test,
    createTransport: () => new UndiciTransport({ http2: true }),
    timerTolerance: 5_000,
  });
});
