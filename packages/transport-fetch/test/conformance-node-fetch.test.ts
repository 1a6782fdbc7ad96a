import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { FetchTransport } from '../src/index.ts';

describe('FetchTransport over node-fetch keeps the Transport contract', () => {
  defineConformanceTests({ describe, test, createTransport: () => new FetchTransport(), timerTolerance: 5_000 });
});
