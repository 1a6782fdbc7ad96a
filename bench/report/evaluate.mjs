import { summary } from '../statistics.mjs';

/** Adds medians, the ratio and whether the goal is met to a row. */
export function evaluate(row) {
  const kind = row.ours.cpu === undefined ? 'value' : 'cpu';
  const ours = summary(row.ours[kind]);
  const theirs = row.theirs === null ? null : summary(row.theirs[kind]);
  if (row.peer === null) {
    return {
      ...row,
      ours,
      theirs,
      ratio: null,
      throughput: null,
      met: row.goal === null ? null : ours.median <= row.goal,
    };
  }
  // Round by round, so that other load on the machine cancels out.
  const costs = row.theirs[kind].map((cost, i) => (row.atMost ? row.ours[kind][i] / cost : cost / row.ours[kind][i]));
  const ratio = summary(costs);
  const throughput = kind === 'cpu' ? summary(row.theirs.wall.map((cost, i) => cost / row.ours.wall[i])) : null;
  const met = row.goal === null ? null : row.atMost ? ratio.median <= row.goal : ratio.median >= row.goal;
  return { ...row, ours, theirs, ratio, throughput, met };
}
