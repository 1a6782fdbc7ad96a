import { describe, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import axios from 'axios';
import { AxiosTransport } from '../src/index.ts';

describe('AxiosTransport over an instance keeps the Transport contract', () => {
  const createTransport = () => new AxiosTransport(axios.create());
  defineConformanceTests({ describe, test, createTransport, timerTolerance: 5_000 });
});
