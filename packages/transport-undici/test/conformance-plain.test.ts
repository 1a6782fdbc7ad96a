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
      'the version of a response is told: 1.0': 'undici does not tell it',
      'a head that comes byte by byte is one head': 'undici loses a reason phrase that comes in pieces',
      'requests one after the other use a connection again, when bodies were read to the end': ONE_EACH,
      'responses without a body give their connection back': ONE_EACH,
    },
  });
});
