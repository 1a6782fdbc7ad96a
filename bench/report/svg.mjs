import { median } from '../statistics.mjs';

const WIDTH = 760;
const LABEL = 190;
const ROW = 26;

/** A bar chart of what a small JSON GET costs with each client, cheapest first. */
export function svg(rows, title) {
  const costs = new Map();
  for (const { own, peer, ours, theirs } of rows) {
    costs.set(own, [...(costs.get(own) ?? []), ours.median]);
    costs.set(peer, [theirs.median]);
  }
  const bars = [...costs].map(([name, each]) => [name, median(each)]).sort((a, b) => a[1] - b[1]);
  const longest = bars[bars.length - 1][1];
  const height = 56 + bars.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}"
  font-family="system-ui, sans-serif" font-size="14">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="16" y="28" font-weight="600" fill="#222">${title}</text>
${bars.map(([name, cost], i) => bar({ name, cost, y: 48 + i * ROW, longest })).join('\n')}
</svg>
`;
}

function bar({ name, cost, y, longest }) {
  const length = Math.max(2, ((WIDTH - LABEL - 90) * cost) / longest);
  const fill = name.startsWith('req') ? '#d9480f' : '#adb5bd';
  return `<text x="${LABEL - 8}" y="${y + 13}" text-anchor="end" fill="#222">${name}</text>
<rect x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2" fill="${fill}"/>
<text x="${(LABEL + length + 6).toFixed(1)}" y="${y + 13}" fill="#222">${cost.toFixed(1)} µs</text>`;
}
