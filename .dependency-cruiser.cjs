const coreFolders = require('./.dependency-cruiser.core-folders.cjs');

/**
 * An error names its request and response, an auth flow what it yields. These are imports of types: here they look like any
 * other, so that .dependency-cruiser.dist.cjs holds the folders' order once more without them.
 */
const NAMED_EVERYWHERE = '/(request/(request|prepared-request)|response/response)\\.ts$';

/** Which way imports may point: core to charset, transports to core, requests to both, tests to all; in core from higher folders to lower. */
module.exports = {
  forbidden: [
    ...coreFolders('packages/core/src', NAMED_EVERYWHERE),
    {
      name: 'charset-imports-no-package',
      severity: 'error',
      from: { path: '^packages/charset/src' },
      to: { path: '^packages/', pathNot: '^packages/charset/' },
    },
    {
      name: 'core-imports-only-charset',
      severity: 'error',
      from: { path: '^packages/core/src' },
      to: { path: '^packages/|node_modules/(undici|axios|node-fetch)/', pathNot: '^packages/(core|charset)/' },
    },
    {
      name: 'transports-import-only-core',
      severity: 'error',
      from: { path: '^packages/transport-([^/]+)/src' },
      to: { path: '^packages/', pathNot: '^packages/(core|node-connect|transport-http|transport-$1)/' },
    },
    {
      name: 'otel-imports-only-core',
      severity: 'error',
      from: { path: '^packages/otel/src' },
      to: { path: '^packages/', pathNot: '^packages/(core|otel)/' },
    },
    {
      name: 'sockets-import-only-core',
      severity: 'error',
      from: { path: '^packages/node-connect/src' },
      to: { path: '^packages/', pathNot: '^packages/(core|node-connect)/' },
    },
    {
      name: 'no-undeclared',
      severity: 'error',
      from: { path: '^packages/[^/]+/src' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-node-modules-in-core',
      comment: 'What needs Node sits behind the twins of src/platform.',
      severity: 'error',
      from: { path: '^packages/(core|charset)/src', pathNot: '\\.node\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@req/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
