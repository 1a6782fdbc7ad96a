import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { digestDraws, expectUnpredictable, mathRandomDraws } from './support/cnonces.ts';

describeRow('AU-11', () => {
  overTransports(() => expectUnpredictable(digestDraws, 100_000), ['undici']);
  expectVulnerable('draws from Math.random', () => expectUnpredictable(mathRandomDraws, 100_000));
});
