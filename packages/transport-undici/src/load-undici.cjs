// CommonJS, for a `require` inside a function: it loads synchronously on first use, and every bundler understands it.
module.exports = () => {
  const undici = require('undici');
  // In place of the package, Bun has a module of its own, whose classes are empty.
  return 'dispatch' in undici.Client.prototype ? undici : require('undici/index.js');
};
