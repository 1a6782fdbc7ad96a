import { writeSync } from 'node:fs';

/** The last line of a test run, in one fixed form: `N passed, N failed[, N skipped][, N todo]`. */
export default class SummaryLine {
  onRunComplete(_contexts, r) {
    let line = `${r.numPassedTests} passed, ${r.numFailedTests + r.numRuntimeErrorTestSuites} failed`;
    if (r.numPendingTests > 0) line += `, ${r.numPendingTests} skipped`;
    if (r.numTodoTests > 0) line += `, ${r.numTodoTests} todo`;
    process.once('exit', () => writeSync(1, `${line}\n`));
  }
}
