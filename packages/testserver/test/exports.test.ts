import { expect, test } from '@jest/globals';
import * as testserver from '../src/index.ts';

test('exports two servers and the certificates, and nothing else', () => {
  expect(Object.keys(testserver).sort()).toEqual(['makeCertificates', 'startHttpbin', 'startTlsHttpbin']);
});
