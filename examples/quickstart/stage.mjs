import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHttpbin } from '@req/testserver';
import { startProxy } from './loopback-proxy.mjs';

/** Opens a port and closes it again: nobody listens there. */
async function refusedUrl() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

/**
 * All that the page's statements need around them: an httpbin (the embedded one, or `base`), a stand-in for GitHub's
 * public timeline, another host, a proxy, a refused port, a .netrc and a directory for downloads.
 */
export async function setStage(base) {
  const embedded = await startHttpbin();
  const other = await startHttpbin({ host: 'localhost' });
  const proxy = await startProxy();
  const directory = await mkdtemp(join(tmpdir(), 'quickstart-'));
  const httpbin = base?.replace(/\/+$/, '') ?? embedded.origin;
  const netrc = join(directory, 'netrc');
  const noNetrc = join(directory, 'no-netrc');
  await writeFile(netrc, `machine ${new URL(httpbin).hostname} login netrc-user password secret\n`, { mode: 0o600 });
  await writeFile(noNetrc, '', { mode: 0o600 });
  // The reader's own .netrc and proxies are no part of the page.
  process.env.NETRC = noNetrc;
  process.env.NO_PROXY = [process.env.NO_PROXY, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  delete process.env.no_proxy;
  return {
    httpbin,
    github: embedded.origin,
    elsewhere: other.origin,
    proxy,
    refused: await refusedUrl(),
    netrc,
    noNetrc,
    filename: join(directory, 'events.json'),
    async clear() {
      await Promise.all([embedded.close(), other.close(), proxy.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
