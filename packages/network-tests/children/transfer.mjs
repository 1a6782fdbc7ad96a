// Transfers a large body and reports by how much the memory of the process grew.
//   node transfer.mjs download|upload|save TRANSPORT URL BYTES [FILE]
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { Session } from '@req/core';
import { createTransport } from '../run/transports.mjs';

const [direction, who, url, bytes, file] = process.argv.slice(2);
const session = new Session({ transport: createTransport(who) });
// The first request loads and compiles code, whose memory does not count.
await session.get(new URL('/echo', url));
let peak = process.memoryUsage().rss;
const before = peak;
const timer = setInterval(look, 20);
const started = performance.now();
const result = await { download, upload, save }[direction]();
const seconds = (performance.now() - started) / 1000;
look();
clearInterval(timer);
await session.close();
console.log(JSON.stringify({ ...result, seconds, grownMiB: (peak - before) / 2 ** 20 }));

function look() {
  peak = Math.max(peak, process.memoryUsage().rss);
}

async function download() {
  const response = await session.get(url, { stream: true });
  let size = 0;
  for await (const chunk of response.iterContent()) size += chunk.length;
  return { status: response.statusCode, size };
}

async function save() {
  const response = await session.get(url, { stream: true });
  await response.save(file);
  return { status: response.statusCode, size: statSync(file).size };
}

async function upload() {
  const hash = createHash('sha256');
  async function* pieces() {
    const piece = Buffer.alloc(65_536);
    for (let sent = 0; sent < Number(bytes); sent += piece.length) {
      piece.writeUInt32LE(sent / piece.length, 0);
      hash.update(piece);
      yield Buffer.from(piece);
    }
  }
  const response = await session.put(url, { data: pieces() });
  return { status: response.statusCode, sha256: hash.digest('hex') };
}
