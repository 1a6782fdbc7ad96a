// CommonJS, for a `require` inside a function: it loads synchronously on first use, and every bundler understands it.
module.exports = () => require('undici');
