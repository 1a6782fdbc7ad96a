// Text, line by line, as it arrives:  node examples/stream-lines.mjs [BASE]
import { pathToFileURL } from 'node:url';
import requests from '@req/requests';

export async function main(baseUrl = 'https://httpbin.org') {
  const r = await requests.get(`${baseUrl}/stream/20`, {
    stream: true, // Without it, the whole body is read first.
    timeout: { read: 10_000 }, // Between pieces: a long stream is fine, a silent one is not.
  });
  r.raiseForStatus();

  let count = 0;
  for await (const line of r.iterLines({ decodeUnicode: true })) {
    console.log(line.slice(0, 20));
    count += 1;
    if (count === 3) break; // Closes the response. The rest is not downloaded.
  }
  console.log(count, 'lines are enough');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
