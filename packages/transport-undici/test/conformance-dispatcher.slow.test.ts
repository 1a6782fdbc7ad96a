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
      'returns the HTTP version 1.0': 'undici does not tell it',
      'accepts a response head that arrives byte by byte': 'undici loses a reason phrase that comes in pieces',
      'close() closes idle connections': OPEN,
      'close() lets an exchange finish that waits for its response': OPEN,
      'close() lets a body finish that is being read': OPEN,
      'ignores properties of Object.prototype': 'an Agent made with default options takes them from there',
    },
  });
});
