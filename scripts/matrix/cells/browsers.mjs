// Bundles for browsers, in Debian's Chromium: a page of one origin asks a server of another, which allows it (CORS).
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';
import { bundle } from './bundlers.mjs';

const CHROMIUM =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

const BUNDLERS = [{ name: 'esbuild', slice: true }, { name: 'vite' }, { name: 'webpack' }];

export function browsers(matrix) {
  return BUNDLERS.map(({ name, slice = false }) => ({
    group: 'browsers',
    row: `${name} ${matrix.tools.version(name)}`,
    column: 'Chromium',
    slice,
    run: async () => {
      if (!existsSync(CHROMIUM))
        return { state: 'absent', reason: `there is no ${CHROMIUM}: apt-get install chromium` };
      const file = join(matrix.home, 'pages', name, 'page.js');
      const error = await bundle(matrix, name, 'page.mjs', file, 'browser');
      if (error !== null) return { state: 'failed', failures: [`bundling: ${error}`] };
      return outcomeOf([await checkInPage(matrix, readFileSync(file, 'utf8'))]);
    },
  }));
}

async function checkInPage(matrix, script) {
  const { chromium } = createRequire(join(matrix.tools.folder, 'x.js'))('playwright-core');
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', request.url === '/page.js' ? 'text/javascript; charset=utf-8' : 'text/html');
    response.end(
      request.url === '/page.js' ? script : '<!DOCTYPE html><title>checks</title><script src="/page.js"></script>',
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profile = mkdtempSync(join(matrix.home, 'profile-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-proxy-server'],
  });
  let timer;
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const limit = new Promise((_, reject) => {
      timer = setTimeout(reject, 90_000, new Error('hangs'));
    });
    const results = await Promise.race([page.evaluate(() => globalThis.runChecks()), limit]).catch((error) => {
      throw new Error([error.message, ...problems].join('\n'));
    });
    return { title: 'page', error: problems.length === 0 ? null : problems.join('\n'), results };
  } catch (error) {
    return { title: 'page', error: error.message.slice(0, 1500), results: [] };
  } finally {
    clearTimeout(timer);
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
