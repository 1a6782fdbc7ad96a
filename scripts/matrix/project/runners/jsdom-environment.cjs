// jsdom as jest's environment, with the globals of Node that it hides. In docs/testing-with-jest-and-vitest.md.
const { TestEnvironment } = require('jest-environment-jsdom');

/** Those that jsdom has too, and that must be Node's. */
const NODES = /^(Uint8Array|ArrayBuffer|URL|URLSearchParams|Headers|FormData|Blob|File|Abort\w+|(set|clear)\w+)$/;

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (!(name in this.global) || NODES.test(name)) this.global[name] = globalThis[name];
    }
  }
};
