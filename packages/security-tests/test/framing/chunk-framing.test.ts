import { ChunkedEncodingError } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { client } from './support/client.ts';
import {
  CHUNK_EXTENSION_WITH_LF,
  CHUNK_SIZE_OVERFLOW,
  CHUNK_SIZE_WITH_LF,
  CHUNK_WITHOUT_CRLF,
} from './support/malformed.ts';
import { expectRefused } from './support/refuses.ts';
import { scripted } from './support/scripted.ts';
import { withVulnerableClient } from './support/vulnerable-client.ts';

const script = scripted();

/** The fetch of Node 20 skips any bytes where a CRLF should be. */
const FETCH_TAKES = ['other bytes after the data'];

const rows = {
  'FR-01': CHUNK_WITHOUT_CRLF,
  'FR-04': CHUNK_EXTENSION_WITH_LF,
  'FR-14': CHUNK_SIZE_WITH_LF,
  'FR-17': CHUNK_SIZE_OVERFLOW,
};

for (const [row, cases] of Object.entries(rows)) {
  const refusal = { cases, error: ChunkedEncodingError };
  describeRow(row, () => {
    overTransports(({ name, transport }) =>
      expectRefused(client(transport), script.server, {
        ...refusal,
        mayTake: name === 'built-in fetch' ? FETCH_TAKES : [],
      }),
    );
    expectVulnerable('accepts any bytes as the end of the line', () =>
      withVulnerableClient((vulnerable) => expectRefused(vulnerable, script.server, refusal)),
    );
  });
}
