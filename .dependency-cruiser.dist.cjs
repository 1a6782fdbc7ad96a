const coreFolders = require('./.dependency-cruiser.core-folders.cjs');

/** What is shipped imports nothing in a circle, and in core nothing from above. Asked of the build, which has no imports of types. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...coreFolders('packages/core/dist'),
  ],
  options: { doNotFollow: { path: 'node_modules' }, includeOnly: '^packages/[^/]+/dist/' },
};
