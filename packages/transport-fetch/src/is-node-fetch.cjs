// The twin of is-node-fetch.ts for the CommonJS build. node-fetch is an ES module, which not every test runner can require,
// although its tests can import it: jest's ES modules. Then its source tells.
exports.isNodeFetch = (given) => {
  try {
    return given === require('node-fetch').default;
  } catch {
    return given.name === 'fetch' && String(given).includes('new Request(url, options_)');
  }
};
