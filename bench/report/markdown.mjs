/** The results as a Markdown page. */
export function markdown({ machine, rows, curves }) {
  const lines = [
    '# Results',
    '',
    'Written by `npm run bench`; how it is measured: [docs/performance.md](../docs/performance.md).',
    '',
    ...machine.map(([name, value]) => `- ${name}: ${value}`),
    '',
    'Medians, with the middle half of the rounds in brackets. Ratios are of CPU time, round by round; above 1, req is',
    'cheaper, except in rows whose goal is an upper limit.',
    '',
    '| work | req | peer | req costs | peer costs | ratio | throughput | goal | met |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
    '',
    '## Growth',
    '',
    'Microseconds of CPU time per request, on a transport that answers from memory.',
    '',
    ...Object.entries(curves).map(([name, points]) => `- ${name}: ${points.map(point).join(', ')}`),
    '',
  ];
  return lines.join('\n');
}

const point = ([size, cost]) => `${size}: ${number(cost)}`;

/** The cells of a row, in the order of the table. */
export function cells({ work, own, peer, unit, ours, theirs, ratio, throughput, goal, atMost, met }) {
  const limit = peer === null || atMost;
  return [
    work,
    own,
    peer ?? '–',
    `${range(ours)} ${unit}`,
    theirs === null ? '–' : `${range(theirs)} ${unit}`,
    ratio === null ? '–' : range(ratio),
    throughput === null ? '–' : number(throughput.median),
    goal === null ? '–' : `${limit ? '≤' : '≥'} ${goal}`,
    met === null ? '–' : met ? 'yes' : '**no**',
  ];
}

function range({ median, low, high }) {
  return `${number(median)} (${number(low)}–${number(high)})`;
}

function number(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}
