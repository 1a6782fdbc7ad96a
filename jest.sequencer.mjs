import Sequencer from '@jest/test-sequencer';

/** Test files that collect garbage again and again: quickest in a worker that has run nothing else yet. */
const COLLECTING = /\/(?:bounded-map|signals-after-garbage-collection)\.test\.ts$/;

/** Test files that mostly wait, for timeouts or for child processes: started early, they wait while others compute. */
const WAITING = new RegExp(
  `/(?:${[
    'conformance[^/]*',
    'body-errors',
    'connection-faults',
    'failures',
    'polluted-prototype',
    'response-faults',
    'upload-faults',
  ].join('|')})\\.test\\.ts$`,
);

const rank = ({ path }) => (COLLECTING.test(path) ? 0 : WAITING.test(path) ? 1 : 2);

/** Jest's own order, slowest of the last run first, except for the files that are better run early. */
export default class EarlyFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [0, 1, 2].flatMap((wanted) => sorted.filter((test) => rank(test) === wanted));
  }
}
