/** What is shipped imports nothing in a circle. Asked of the build, where imports of types are gone. */
module.exports = {
  forbidden: [{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } }],
  options: { doNotFollow: { path: 'node_modules' }, includeOnly: '^packages/[^/]+/dist/' },
};
