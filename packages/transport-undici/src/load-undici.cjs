// Bun has an `undici` of its own, without a Client; a file of undici it takes from the package.
// CommonJS, for a `require` inside a function: it loads synchronously on first use, and every bundler understands it.
module.exports = () => require('undici/index.js');
