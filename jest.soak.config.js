import fast from './jest.config.js';

/** `npm run test:soak`: what takes many minutes (a million cookies, every text up to 1 MiB); before a release. */
export default {
  ...fast,
  testMatch: ['<rootDir>/packages/*/test/**/*.soak.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 1_800_000,
  maxWorkers: 2,
  reporters: ['default', ['<rootDir>/jest.reporter.mjs', { securityTitles: 'security-titles.soak.json' }]],
};
