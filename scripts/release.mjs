// Releases every published package in one step: npm run release [-- auto|patch|minor|major|VERSION]
//   --dry-run   everything that needs neither a network nor a push, in a clone: fails when a release would
// See docs/releasing.md.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const lerna = join(root, 'node_modules', '.bin', 'lerna');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean' } } });
const bump = positionals[0] ?? 'auto';

if (values['dry-run']) rehearse();
else release();

function release() {
  if (git('branch', '--show-current') !== 'main') stop('Releases are made from main.');
  if (git('status', '--porcelain') !== '') stop('Commit or stash your changes first.');
  git('fetch', '--tags', 'origin', 'main');
  if (git('rev-parse', 'HEAD') !== git('rev-parse', 'FETCH_HEAD'))
    stop('main is not what origin has: pull or push first.');

  // A release that stopped after its tag was pushed is taken up where it stopped.
  const resumed = git('tag', '--points-at', 'HEAD').split('\n').includes(`v${currentVersion()}`);
  if (!resumed) {
    setVersion(root, bump);
    run('npm', ['run', '--silent', 'clean']);
    run('npm', ['run', '--silent', 'build']);
    run('npm', ['run', '--silent', 'pack:check']);
    git('push', '--atomic', '--follow-tags', 'origin', 'main');
  } else {
    run('npm', ['run', '--silent', 'clean']);
    run('npm', ['run', '--silent', 'build']);
  }

  // npm can prove where a package was built only in a workflow that may ask for an identity.
  const provenance = process.env.ACTIONS_ID_TOKEN_REQUEST_URL === undefined ? [] : ['--provenance'];
  for (const { name, version, folder } of publishedPackages(root)) {
    if (isPublished(name, version)) console.log(`${name}@${version} is published already`);
    else run('npm', ['publish', '--access', 'public', ...provenance], folder);
  }
}

function rehearse() {
  const folder = mkdtempSync(join(tmpdir(), 'req-release-'));
  try {
    const clone = join(folder, 'clone');
    git('clone', '--quiet', '--no-hardlinks', root, clone);
    git('-C', clone, 'checkout', '--quiet', '-B', 'main');
    git('-C', clone, 'config', 'user.name', 'release');
    git('-C', clone, 'config', 'user.email', 'release@localhost');
    rehearseVersion(clone, bump);
    // And the release after this one, which has commits and a tag to start from.
    const changes = readFileSync(join(clone, 'CHANGELOG.md'), 'utf8');
    writeFileSync(join(clone, 'CHANGELOG.md'), changes.replace('## Unreleased\n', '## Unreleased\n\nSomething new.\n'));
    appendFileSync(join(clone, 'packages', 'core', 'README.md'), '\nSomething new.\n');
    git('-C', clone, 'commit', '--quiet', '--all', '--message', 'feat: something new');
    rehearseVersion(clone, 'auto');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  for (const { name, version, folder } of publishedPackages(root)) {
    const [packed] = JSON.parse(run('npm', ['pack', '--dry-run', '--json'], folder, 'pipe'));
    for (const path of [
      'dist/index.js',
      'dist/index.d.mts',
      'dist/index.d.cts',
      'dist/node/index.mjs',
      'dist/node/index.cjs',
      'README.md',
      'LICENSE',
      'package.json',
    ]) {
      if (!packed.files.some((file) => file.path === path)) {
        stop(
          `${name}: ${path} would not be in the package. Run "npm run build" first, or see "files" in package.json.`,
        );
      }
    }
    console.log(`${name}@${version}: ${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB`);
  }
}

function rehearseVersion(clone, wanted) {
  const before = currentVersion(clone);
  setVersion(clone, wanted);
  checkVersions(clone);
  const after = currentVersion(clone);
  if (git('-C', clone, 'status', '--porcelain') !== '') stop('The release commit leaves changes behind.');
  if (git('-C', clone, 'tag', '--points-at', 'HEAD') !== `v${after}`) stop(`The release commit has no tag v${after}.`);
  console.log(after === before ? `${after}: the first release` : `${before} → ${after}`);
}

/** Sets the version everywhere, moves 'Unreleased' in CHANGELOG.md under it, commits and tags. */
function setVersion(folder, wanted) {
  const current = currentVersion(folder);
  const isFirst = git('-C', folder, 'tag', '--list', 'v*') === '';
  const version = wanted !== 'auto' ? [wanted] : isFirst ? [current] : [];
  // Conventional Commits decide the version; the text of the changelog is written by people.
  const fixed = ['--conventional-commits', '--no-changelog', '--no-push', '--yes', '--loglevel', 'warn'];
  run(lerna, ['version', ...version, ...fixed], folder);
  if (!isFirst && currentVersion(folder) === current) stop('No package has changed since the last release.');
}

/** One version in every manifest, the lock file, the source and the changelog. */
function checkVersions(folder) {
  const version = currentVersion(folder);
  const packages = allPackages(folder);
  const names = new Set(packages.map(({ name }) => name));
  const lock = readJson(join(folder, 'package-lock.json')).packages;
  for (const each of packages) {
    if (each.version !== version) stop(`${each.name} has version ${each.version}, not ${version}`);
    const locked = Object.entries(lock).find(
      ([path, { name }]) => name === each.name && !path.includes('node_modules'),
    );
    if (locked?.[1].version !== version) stop(`package-lock.json has another version of ${each.name}`);
    for (const kind of ['dependencies', 'peerDependencies', 'devDependencies']) {
      for (const [name, range] of Object.entries(each[kind] ?? {})) {
        if (names.has(name) && range !== version) stop(`${each.name} depends on ${name} ${range}, not ${version}`);
      }
    }
  }
  const source = readFileSync(join(folder, 'packages/core/src/version.ts'), 'utf8');
  if (!source.includes(`'${version}'`)) stop(`packages/core/src/version.ts does not say ${version}`);
  const changes = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
  if (!changes.includes(`\n## ${version} (`)) stop(`CHANGELOG.md has no section of ${version}`);
}

/** Published packages, each after those that it depends on. */
function publishedPackages(folder) {
  const left = allPackages(folder).filter((each) => each.private !== true);
  const sorted = [];
  while (left.length > 0) {
    const next = left.findIndex(({ dependencies, peerDependencies }) =>
      left.every(({ name }) => dependencies?.[name] === undefined && peerDependencies?.[name] === undefined),
    );
    if (next === -1) stop(`${left.map(({ name }) => name).join(', ')} depend on each other`);
    sorted.push(...left.splice(next, 1));
  }
  return sorted;
}

function allPackages(folder) {
  return ['packages', '.'].flatMap((parent) =>
    readdirSync(join(folder, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, parent, entry.name))
      .flatMap((path) => {
        const manifest = manifestOf(path);
        return manifest?.name?.startsWith('@req/') ? [{ ...manifest, folder: path }] : [];
      }),
  );
}

function isPublished(name, version) {
  try {
    return run('npm', ['view', `${name}@${version}`, 'version'], root, 'pipe').trim() === version;
  } catch {
    return false; // Neither this version nor, for a new package, the name is known.
  }
}

function currentVersion(folder = root) {
  return readJson(join(folder, 'lerna.json')).version;
}

function manifestOf(folder) {
  try {
    return readJson(join(folder, 'package.json'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

function run(command, args, cwd = root, stdout = 'inherit') {
  return execFileSync(command, args, { cwd, stdio: ['ignore', stdout, 'inherit'], encoding: 'utf8' });
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
