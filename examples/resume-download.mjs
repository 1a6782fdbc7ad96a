// A download that goes on where it broke off, and is checked:  node examples/resume-download.mjs [URL] [PATH] [DIGEST]
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { download } from '@req/core/download';
import { RequestException, Session } from '@req/requests';
import { HERE } from './server.mjs';

const DIGEST = 'sha256:e24bc62381f1224fbbb74688663f8f9743b9680b193edd666835e97b06e730eb';

export async function main(url = `${HERE}/file`, path = 'file.bin', digest = DIGEST) {
  const session = new Session({ timeout: { connect: 5_000, read: 10_000 } });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await download(session, url, path, { digest }); // `parallel: 4` loads four parts at a time.
        break;
      } catch (error) {
        // What has arrived is kept beside the target, also for the next run of the program.
        if (!(error instanceof RequestException) || attempt === 5) throw error;
        console.log('broke off:', error.code);
      }
    }
    console.log('complete:', (await stat(path)).size, 'bytes');
  } finally {
    await session.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(...process.argv.slice(2));
