// One transfer by one client: CPU time, elapsed time and growth of memory.
import { createReadStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session, UndiciTransport } from './req.mjs';

const [client, work, url, digits] = process.argv.slice(2);
const size = Number(digits);
let transferred = 0;
const PIECE = Buffer.alloc(64 * 1024, 'x');

async function* pieces() {
  for (let left = size; left > 0; left -= PIECE.length) {
    transferred += PIECE.length;
    yield left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
  }
}

async function readAll(body) {
  for await (const chunk of body) transferred += chunk.length;
  if (transferred !== size) throw new Error(`${transferred} of ${size} bytes were received`);
}

function expectAllReceived({ received }) {
  if (received < size) throw new Error(`${received} of ${size} bytes reached the server`);
}

function byReq() {
  const session = new Session({ transport: new UndiciTransport() });
  return {
    async warmUp() {
      await session.get(small);
    },
    async download() {
      await readAll((await session.get(url, { stream: true })).iterContent());
    },
    async upload() {
      expectAllReceived((await session.post(url, { data: pieces() })).json());
    },
    async multipart() {
      const folder = mkdtempSync(join(tmpdir(), 'req-bench-'));
      const path = join(folder, 'file');
      writeFileSync(path, '');
      truncateSync(path, size);
      try {
        const onUploadProgress = (progress) => {
          transferred = progress.transferred;
        };
        expectAllReceived(
          (await session.post(url, { files: { file: createReadStream(path) }, onUploadProgress })).json(),
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

async function byUndici() {
  const { request } = await import('undici');
  return {
    async warmUp() {
      await (await request(small)).body.text();
    },
    async download() {
      await readAll((await request(url)).body);
    },
    async upload() {
      expectAllReceived(await (await request(url, { method: 'POST', body: pieces() })).body.json());
    },
  };
}

// What a client loads for its first request belongs to the rows of import time.
const small = new URL('/small', url).href;
const transfers = await (client === 'req' ? byReq() : byUndici());
await transfers.warmUp();
globalThis.gc?.();
// Every process grows at first, by its buffers and its code. After that, memory should not grow with the body.
const start = process.memoryUsage.rss();
let early = start;
let peak = start;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
  if (transferred < size / 8) early = peak;
}, 20);
const before = process.cpuUsage();
const started = performance.now();
await transfers[work]();
const { user, system } = process.cpuUsage(before);
clearInterval(watch);
process.send(
  { cpu: user + system, wall: (performance.now() - started) * 1000, risen: peak - start, grown: peak - early },
  () => process.exit(),
);
