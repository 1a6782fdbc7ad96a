import { expect, test } from '@jest/globals';
import * as testserver from '../src/index.ts';

test('the package exports its servers, its certificates and the script server, and nothing else', () => {
  expect(Object.keys(testserver).sort()).toEqual([
    'ScriptServer',
    'makeCertificates',
    'startHttpbin',
    'startTlsHttpbin',
  ]);
});
