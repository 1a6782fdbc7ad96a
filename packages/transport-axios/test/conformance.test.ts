import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { AxiosTransport } from '../src/index.ts';

describe('AxiosTransport keeps the Transport contract', () => {
  defineConformanceTests({ describe, test, createTransport: () => new AxiosTransport(), timerTolerance: 5_000 });
});
