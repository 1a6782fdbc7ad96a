// jsdom as jest's environment, with the globals of Node that it hides. In docs/testing-with-jest-and-vitest.md.
const { TestEnvironment } = require('jest-environment-jsdom');

const NAMES = [
  ...['TextEncoder', 'TextDecoder', 'Uint8Array', 'ArrayBuffer', 'structuredClone', 'setImmediate', 'clearImmediate'],
  ...['fetch', 'Request', 'Response', 'Headers', 'FormData', 'Blob', 'File', 'URL', 'URLSearchParams'],
  ...['AbortController', 'AbortSignal', 'ReadableStream', 'WritableStream', 'TransformStream'],
];

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of NAMES) this.global[name] = globalThis[name];
  }
};
