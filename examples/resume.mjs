// A file that is continued until it is complete, and checked:  node examples/resume.mjs URL PATH [sha256:DIGEST]
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { download } from '@req/core/download';
import { ChunkedEncodingError, ConnectionError, DownloadError, Session, Timeout } from '@req/requests';

export async function main(url, path, digest = null, pause = 5_000) {
  const session = new Session({ timeout: { connect: 10_000, read: 30_000 } });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        const size = await download(session, url, path, {
          parallel: 4,
          digest,
          onProgress: ({ percent }) => process.stderr.write(`\r${percent?.toFixed(1)} %`),
        });
        console.log(`complete: ${size} bytes after ${attempt} attempts`);
        return;
      } catch (error) {
        if (error instanceof DownloadError) throw error; // A wrong digest: nothing of it was kept.
        const broken = [ConnectionError, ChunkedEncodingError, Timeout].some((type) => error instanceof type);
        if (!broken || attempt === 10) throw error;
        console.log('broke off:', error.code); // The next attempt, or the next run, continues here.
        await sleep(pause);
      }
    }
  } finally {
    await session.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(...process.argv.slice(2));
