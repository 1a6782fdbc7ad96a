// Run by `lerna version` when the manifests have their new version, before it commits: the other places that say it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('lerna.json', 'utf8'));
const today = new Date().toISOString().slice(0, 10);

replace('packages/core/src/version.ts', /VERSION = '[^']+'/, `VERSION = '${version}'`);
replace('CHANGELOG.md', /^## Unreleased\n+(?=\S)(?!## )/m, `## Unreleased\n\n## ${version} (${today})\n\n`);
// lerna writes it without the newline at its end.
writeFileSync('lerna.json', `${readFileSync('lerna.json', 'utf8').trimEnd()}\n`);
execFileSync('git', ['add', 'packages/core/src/version.ts', 'CHANGELOG.md', 'lerna.json']);

function replace(path, pattern, replacement) {
  const text = readFileSync(path, 'utf8');
  if (!pattern.test(text)) {
    console.error(`${path} has nothing that matches ${pattern}: a release needs it. See docs/releasing.md.`);
    process.exit(1);
  }
  writeFileSync(path, text.replace(pattern, replacement));
}
