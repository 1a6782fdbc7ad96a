import { ConnectionError } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { client } from './support/client.ts';
import {
  BAD_HEADER_LINES,
  BARE_CR,
  FOLDED,
  LF_ONLY,
  LINE_STARTS_WITH_SPACE,
  type Malformed,
  SPACE_BEFORE_COLON,
  WRONG_HEAD_ENDS,
} from './support/malformed.ts';
import { expectRefused } from './support/refuses.ts';
import { scripted } from './support/scripted.ts';
import { withVulnerableClient } from './support/vulnerable-client.ts';

const script = scripted();

/** The parser of Node 20's fetch accepts these, and nothing of them can be detected afterwards. */
const FETCH_TAKES = new Set<readonly Malformed[]>([FOLDED, LF_ONLY, LINE_STARTS_WITH_SPACE, WRONG_HEAD_ENDS]);

const rows: readonly (readonly [ids: readonly string[], cases: readonly Malformed[]])[] = [
  [['FR-02'], BAD_HEADER_LINES],
  [['FR-19', 'FR-33'], BAD_HEADER_LINES.filter(({ name }) => /no colon|NUL in the value|CR in the name/.test(name))],
  [['FR-12', 'FR-22'], SPACE_BEFORE_COLON],
  [['FR-21'], BARE_CR],
  [['FR-23'], [...LF_ONLY, ...FOLDED]],
  [['FR-24', 'FR-26'], WRONG_HEAD_ENDS],
  [['FR-25'], LINE_STARTS_WITH_SPACE],
];

for (const [ids, cases] of rows) {
  const lenient = [...FETCH_TAKES].flat().filter((one) => cases.includes(one));
  describeRow(ids, () => {
    overTransports(({ name, transport }) =>
      expectRefused(client(transport), script.server, {
        cases,
        error: ConnectionError,
        mayTake: name === 'built-in fetch' ? lenient.map((one) => one.name) : [],
      }),
    );
    expectVulnerable('takes any line for a header, and any line end', () =>
      withVulnerableClient((vulnerable) => expectRefused(vulnerable, script.server, { cases, error: ConnectionError })),
    );
  });
}
