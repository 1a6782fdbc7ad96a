// Flags that `npm test` sets: V8's compilation cache would keep the modules of every finished test file in memory, so that
// each garbage collection takes longer than the last; a larger young generation and collecting on one thread save a tenth
// of the CPU time, with more workers than cores.
import vm from 'node:vm';

if (typeof vm.SourceTextModule !== 'function') {
  throw new Error('Run the tests with "npm test": jest needs node --experimental-vm-modules.');
}

export default {
  roots: ['<rootDir>/packages'],
  testMatch: ['<rootDir>/packages/*/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.(?:slow|soak)\\.test\\.ts$'],
  testEnvironment: '<rootDir>/jest.environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['@req/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' }, transform: { verbatimModuleSyntax: true } },
        module: { type: 'es6' },
        sourceMaps: true,
      },
    ],
  },
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  // A hang is a failure; a busy machine is none.
  testTimeout: 120_000,
  coverageProvider: 'babel',
  // More than a small machine has processors: many tests wait for timeouts.
  maxWorkers: 5,
  testSequencer: '<rootDir>/jest.sequencer.mjs',
  workerIdleMemoryLimit: '512MB',
  reporters: ['default', ['<rootDir>/jest.reporter.mjs', { securityTitles: 'security-titles.json' }]],
};
