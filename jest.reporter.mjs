import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { relative } from 'node:path';

/** The last line of a test run, in one fixed form: `N passed, N failed[, N skipped][, N todo]`. */
export default class SummaryLine {
  #securityTitles;

  constructor(_globalConfig, { securityTitles }) {
    this.#securityTitles = securityTitles;
  }

  onRunComplete(_contexts, r) {
    for (const { testResults } of r.testResults) {
      for (const { status, fullName } of testResults) if (status === 'pending') console.log(`skipped: ${fullName}`);
    }
    noteTitles(r.testResults, this.#securityTitles);
    let line = `${r.numPassedTests} passed, ${r.numFailedTests + r.numRuntimeErrorTestSuites} failed`;
    if (r.numPendingTests > 0) line += `, ${r.numPendingTests} skipped`;
    if (r.numTodoTests > 0) line += `, ${r.numTodoTests} todo`;
    process.once('exit', () => writeSync(1, `${line}\n`));
  }
}

/** The titles of the security suite's tests, for `npm run security:rows -- --last`: one file for each configuration. */
function noteTitles(suites, name) {
  const played = suites.filter(({ testFilePath }) => testFilePath.includes('/packages/security-tests/'));
  if (played.length === 0) return;
  const titles = played.flatMap(({ testFilePath, testResults }) =>
    testResults.map(({ fullName, status }) => ({ title: fullName, status, file: relative('.', testFilePath) })),
  );
  mkdirSync('node_modules/.cache', { recursive: true });
  writeFileSync(`node_modules/.cache/${name}`, JSON.stringify(titles));
}
