import { writeSync } from 'node:fs';

/** The last line of a test run, in one fixed form: `N passed, N failed[, N skipped][, N todo]`. */
export default class SummaryLine {
  onRunComplete(_contexts, r) {
    for (const { testResults } of r.testResults) {
      for (const { status, fullName } of testResults) if (status === 'pending') console.log(`skipped: ${fullName}`);
    }
    let line = `${r.numPassedTests} passed, ${r.numFailedTests + r.numRuntimeErrorTestSuites} failed`;
    if (r.numPendingTests > 0) line += `, ${r.numPendingTests} skipped`;
    if (r.numTodoTests > 0) line += `, ${r.numTodoTests} todo`;
    process.once('exit', () => writeSync(1, `${line}\n`));
  }
}
