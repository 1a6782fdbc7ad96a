// An upload with a progress bar:  node examples/progress-bar.mjs [BASE] [FILE]
import { createReadStream } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import requests from '@req/requests';

/** Draws over its own line in a terminal, and writes nothing into a file or pipe. */
function progressBar(terminal, width = 30) {
  if (!terminal.isTTY) return () => {};
  return ({ transferred, total, percent, bytesPerSecond }) => {
    const done = Math.round(((percent ?? 0) / 100) * width);
    const bar = '█'.repeat(done) + '░'.repeat(width - done);
    const megabytes = (bytesPerSecond / 1e6).toFixed(1);
    terminal.write(`\r${bar} ${Math.floor(percent ?? 0)} %  ${megabytes} MB/s `);
    if (transferred === total) terminal.write('\n');
  };
}

export async function main(
  baseUrl = 'https://httpbin.org',
  path = fileURLToPath(import.meta.url),
  terminal = process.stderr,
) {
  const r = await requests.put(`${baseUrl}/put`, {
    data: createReadStream(path),
    onUploadProgress: progressBar(terminal),
  });
  console.log(r.raiseForStatus().json().data.length > 0 ? 'sent' : 'nothing arrived');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2], process.argv[3]);
