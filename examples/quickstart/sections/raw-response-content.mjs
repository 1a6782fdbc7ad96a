import { open, readFile } from 'node:fs/promises';
import { step } from '../step.mjs';

export const title = 'Raw Response Content';

export function statements({ requests, github, filename }) {
  let r;
  return [
    step(
      async () => {
        r = await requests.get(`${github}/events`, { stream: true });
        return r.raw;
      },
      (raw) => typeof raw.read === 'function',
    ),
    step(
      async () => await r.raw.read(10),
      // The tenth byte names the operating system that compressed.
      (bytes) => bytes.length === 10 && bytes.toString('hex').startsWith('1f8b08000000000000'),
      'the bytes as they were returned, never decoded',
    ),
    step(
      async () => {
        await r.close();
        r = await requests.get(`${github}/events`, { stream: true });
        const fd = await open(filename, 'w');
        for await (const chunk of r.iterContent({ chunkSize: 128 })) await fd.write(chunk);
        await fd.close();
        return JSON.parse(await readFile(filename, 'utf8')).length;
      },
      30,
      'the pattern for saving what is streamed to a file; iterContent decodes gzip',
    ),
    step(
      async () => {
        r = await requests.get(`${github}/events`, { stream: true });
        await r.save(filename);
        return JSON.parse(await readFile(filename, 'utf8')).length;
      },
      30,
      'or in one call',
    ),
  ];
}
