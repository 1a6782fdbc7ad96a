import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import nodeFetch from 'node-fetch';
import { FetchTransport } from '../src/index.ts';

describe('FetchTransport over node-fetch keeps the Transport contract', () => {
  defineConformanceTests({
    describe,
    test,
    createTransport: () => new FetchTransport(nodeFetch),
    timerTolerance: 5_000,
  });
});
