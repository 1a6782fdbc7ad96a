import { TestEnvironment } from 'jest-environment-node';

// Tests run in a vm context, so an error made by Node itself is no `instanceof Error` of the test's realm.
// These constructors answer for both realms.
const NAMES = [
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'Object',
  'Map',
  'Set',
  'Date',
  'RegExp',
  'Promise',
  'DataView',
  'SharedArrayBuffer',
];
/** Shared by all test files of this worker: `perWorker` of @req/test-support. */
const perWorker = new Map();
const ordinary = Function.prototype[Symbol.hasInstance];

export default class RealmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global[Symbol.for('req.per-worker')] = perWorker;
    for (const name of NAMES) {
      const inner = this.global[name];
      const outer = globalThis[name];
      if (typeof inner !== 'function' || inner === outer) continue;
      Object.defineProperty(inner, Symbol.hasInstance, {
        configurable: true,
        value(v) {
          return ordinary.call(this, v) || (this === inner && ordinary.call(outer, v));
        },
      });
    }
  }

  async teardown() {
    // jest-circus keeps the tests of the file here. Node 20 never frees a module that its own global object leads to.
    const { global } = this;
    for (const key of Object.getOwnPropertySymbols(global)) delete global[key];
    await super.teardown();
  }
}
