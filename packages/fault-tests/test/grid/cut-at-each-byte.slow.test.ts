import { describe, test } from '@jest/globals';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { expectEachCutToBeTold } from './support/cut-at-each-byte.ts';
import { SAMPLE_NAMES, SAMPLES } from './support/sample-responses.ts';

describe.each(Object.keys(TRANSPORTS) as TransportName[])('over %s', (name) => {
  describe.each(['close', 'reset'] as const)('a %s at each byte of a correct response', (how) => {
    test.each(SAMPLE_NAMES)('%s is one exception, and the response after its last byte alone', (sample) =>
      expectEachCutToBeTold({
        transport: TRANSPORTS[name](),
        sample: SAMPLES[sample],
        how,
        streams: sample === 'chunked' ? [how === 'close'] : [false, true],
        tls: null,
        keepsIdle: name === 'built-in fetch',
      }),
    );
  });
});
