// A large file, straight to disk, with progress:  node examples/download.mjs [URL] [PATH]
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import requests, { ChunkedEncodingError, ContentTooLarge, Timeout } from '@req/requests';

export async function main(url = 'https://httpbin.org/bytes/100000', path = 'download.bin') {
  try {
    const r = await requests.get(url, {
      stream: true, // The body is read by save(), piece by piece, not before.
      timeout: { connect: 5_000, read: 10_000 },
      maxBodySize: 100 * 1024 ** 2,
    });
    r.raiseForStatus();
    let shown = -1;
    await r.save(path, {
      onProgress({ transferred, percent }) {
        const step = Math.floor((percent ?? 0) / 25) * 25;
        if (step > shown) console.log(`${step} %`, transferred > 0 ? 'and counting' : '');
        shown = Math.max(shown, step);
      },
    });
    console.log('saved', (await stat(path)).size, 'bytes');
  } catch (error) {
    // The file appears under its name only when it is complete, so nothing needs to be removed.
    if (error instanceof ChunkedEncodingError) console.log('The connection broke:', error.message);
    else if (error instanceof Timeout) console.log('The server is too slow:', error.message);
    else if (error instanceof ContentTooLarge) console.log('Larger than expected:', error.message);
    else throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2], process.argv[3]);
