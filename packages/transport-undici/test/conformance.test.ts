import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';

defineConformanceTests({ describe, test, createTransport: () => new UndiciTransport(), timerTolerance: 5_000 });
