import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';
import { Agent } from 'undici';

const OPEN = "the dispatcher is the caller's, and stays open";

describe("over a dispatcher of the caller's", () => {
  defineConformanceTests({
    describe,
    test,
    createTransport: () => new UndiciTransport({ dispatcher: new Agent() }),
    timerTolerance: 5_000,
    deviations: {
      'the version of a response is told: 1.0': 'undici does not tell it',
      'a head that comes byte by byte is one head': 'undici loses a reason phrase that comes in pieces',
      'close releases idle connections': OPEN,
      'an exchange that awaits its head when close is called comes to its end': OPEN,
      'a body that is being read when close is called comes to its end': OPEN,
      'what stands in Object.prototype changes neither the request nor the response':
        'an Agent made with default options takes them from there',
    },
  });
});
