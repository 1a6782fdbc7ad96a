import Sequencer from '@jest/test-sequencer';

/** Files that wait for timeouts most of the time: begun first, they pass while the others compute. */
const WAITING =
  /\/(?:conformance[^/]*|wrong-transports|plain-node|stalls-and-drips|upload-faults|tls|failures)\.test\.ts$/;

/** jest's own order, which a run before this one improves, but for the files that wait: those come first. */
export default class WaitingFirst extends Sequencer {
  sort(tests) {
    return Promise.resolve(super.sort(tests)).then((sorted) => [
      ...sorted.filter(({ path }) => WAITING.test(path)),
      ...sorted.filter(({ path }) => !WAITING.test(path)),
    ]);
  }
}
