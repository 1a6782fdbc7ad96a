import { beforeAll, describe, test } from '@jest/globals';
import { testCertificates } from '@req/test-support/test-certificates';
import { OWNS_SOCKETS, TRANSPORTS } from '@req/test-support/transports';
import type { TestCertificates } from '@req/testserver';
import { expectErrorForEachCut } from './support/cut-at-each-byte.ts';
import { SAMPLES } from './support/sample-responses.ts';

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await testCertificates();
});

// The built-in fetch has no option for trusted CAs.
describe.each(OWNS_SOCKETS)('over %s', (name) => {
  test.each(['close', 'reset'] as const)(
    'a response over TLS that ends by %s after any byte but the last raises one exception',
    (how) =>
      expectErrorForEachCut({
        transport: TRANSPORTS[name](),
        sample: SAMPLES[how === 'close' ? 'chunked' : 'with a length'],
        how,
        streams: [how === 'close'],
        tls: { certificate: certificates.server, ca: certificates.ca },
        keepsIdleConnections: false,
      }),
  );
});
