import fast from './jest.config.js';

/** `npm run test:slow`: what proves by volume (many random cases, long bodies, every cut), kept out of `npm test`. */
export default {
  ...fast,
  testMatch: ['<rootDir>/packages/*/test/**/*.slow.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 600_000,
  maxWorkers: 2,
  reporters: ['default', ['<rootDir>/jest.reporter.mjs', { securityTitles: 'security-titles.slow.json' }]],
};
