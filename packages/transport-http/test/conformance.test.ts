import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { HttpTransport } from '../src/index.ts';

describe('HttpTransport keeps the Transport contract', () => {
  defineConformanceTests({ describe, test, createTransport: () => new HttpTransport(), timerTolerance: 5_000 });
});
