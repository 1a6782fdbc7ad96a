// What became of a cell: `{ state: 'passed', checks }`, `{ state: 'failed', failures }` or `{ state: 'impossible', reason }`.

/** The outcome of one or more runs of the checks, as `Matrix.check` returns them. */
export function outcomeOf(runs) {
  const failures = runs.flatMap(({ title, error, results }) =>
    error !== null
      ? [`${title}: ${error}`]
      : results.flatMap(({ transport, failed, impossible }) => [
          ...(impossible === null ? [] : [`${title}, ${transport}: ${impossible}`]),
          ...failed.map((one) => `${title}, ${transport}, ${one.title}: ${one.error}`),
        ]),
  );
  if (failures.length > 0) return { state: 'failed', failures };
  const checks = runs.flatMap(({ results }) => results).reduce((sum, { passed }) => sum + passed, 0);
  return { state: 'passed', checks };
}

/** The outcome of one transport. */
export function outcomeOfTransport({ passed, failed, impossible }) {
  if (impossible !== null) return { state: 'impossible', reason: impossible };
  if (failed.length > 0) return { state: 'failed', failures: failed.map(({ title, error }) => `${title}: ${error}`) };
  return { state: 'passed', checks: passed };
}
