import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';
import { loadUndici } from '../src/undici-module.ts';
import { writesBytes } from './altered-undici.ts';

// Found out before, so that the transports know it from the start.
await loadUndici(writesBytes);

const ONE_EACH = 'each request has a connection of its own';

describe('over an undici that is used by its documented API', () => {
  defineConformanceTests({
    describe,
    test,
    createTransport: () => new UndiciTransport({ undici: writesBytes }),
    timerTolerance: 5_000,
    deviations: {
      'returns the HTTP version 1.0': 'undici does not tell it',
      'accepts a response head that arrives byte by byte': 'undici loses a reason phrase that comes in pieces',
      'reuses the connection after a body was read to its end': ONE_EACH,
      'reuses the connection after a response without a body': ONE_EACH,
    },
  });
});
