import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '../src/index.ts';
import { TinyTransport } from './tiny-transport.ts';

defineConformanceTests({ describe, test, createTransport: () => new TinyTransport(), timerTolerance: 5_000 });
