import { beforeAll, describe, test } from '@jest/globals';
import { testCertificates } from '@req/test-support/certificates';
import { OWNS_SOCKETS, TRANSPORTS } from '@req/test-support/transports';
import type { TestCertificates } from '@req/testserver';
import { expectEachCutToBeTold } from './support/cut-at-each-byte.ts';
import { SAMPLES } from './support/sample-responses.ts';

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await testCertificates();
});

// The built-in fetch cannot be told which authority to trust.
describe.each(OWNS_SOCKETS)('over %s', (name) => {
  test.each(['close', 'reset'] as const)(
    'a %s at each byte of a correct response over TLS is one exception, and the response after its last byte alone',
    (how) =>
      expectEachCutToBeTold({
        transport: TRANSPORTS[name](),
        sample: SAMPLES[how === 'close' ? 'chunked' : 'with a length'],
        how,
        streams: [how === 'close'],
        tls: { certificate: certificates.server, ca: certificates.ca },
        keepsIdle: false,
      }),
  );
});
