import { describe, test } from '@jest/globals';
import { TRANSPORT_NAMES, TRANSPORTS } from '@req/test-support/transports';
import { expectErrorForEachCut } from './support/cut-at-each-byte.ts';
import { SAMPLE_NAMES, SAMPLES } from './support/sample-responses.ts';

describe.each(TRANSPORT_NAMES)('over %s', (name) => {
  describe.each(['close', 'reset'] as const)('a response that ends by %s after any byte but the last', (how) => {
    test.each(SAMPLE_NAMES)('raises one exception: %s', (sample) =>
      expectErrorForEachCut({
        transport: TRANSPORTS[name](),
        sample: SAMPLES[sample],
        how,
        streams: sample === 'chunked' ? [how === 'close'] : [false, true],
        tls: null,
        keepsIdleConnections: name === 'built-in fetch',
      }),
    );
  });
});
