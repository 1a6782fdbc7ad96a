// The twin of is-node-fetch.ts for the CommonJS build. node-fetch is an ES module, which not every test runner can require:
// then the given fetch cannot have come from it either.
exports.isNodeFetch = (given) => {
  try {
    return given === require('node-fetch').default;
  } catch {
    return false;
  }
};
