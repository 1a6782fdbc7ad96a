import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleForNode } from '@req/test-support/bundle';
import { seededRandom } from '@req/test-support/random';

/** Bytes of the file, and of a chunk that the server sends at a time. */
const SIZE = 1 << 20;
const CHUNK = 16_384;

/** What happened, for a test to judge. */
export interface Killed {
  kills: number;
  /** Files that were completed. */
  files: number;
  /** Requests for a range that did not begin at 0. */
  continued: number;
  /** Target files, seen at any time, that were no version of the file. */
  wrong: number;
  /** What was left beside the completed files. */
  remains: string[];
}

interface KillSettings {
  readonly seed: number;
  readonly kills: number;
  /** The longest life of a process, in milliseconds. */
  readonly longestLife: number;
  /** Milliseconds between two chunks of the server. */
  readonly pause: number;
  readonly concurrency: number;
}

/** A file that becomes another one from time to time, served slowly. */
class ChangingFile {
  readonly #random: () => number;
  readonly #pause: number;
  readonly hashes = new Set<string>();
  #content = Buffer.alloc(0);
  #tag = '';
  continued = 0;

  constructor(random: () => number, pause: number) {
    this.#random = random;
    this.#pause = pause;
    this.change();
  }

  change(): void {
    this.#tag = `"version-${this.hashes.size}"`;
    this.#content = Buffer.from(Array.from({ length: SIZE }, () => this.#random() * 256));
    this.hashes.add(createHash('sha256').update(this.#content).digest('hex'));
  }

  async serve({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [tag, content] = [this.#tag, this.#content];
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    const partial = first !== undefined && headers['if-range'] === tag;
    const [start, end] = partial ? [Number(first), Number(last) + 1] : [0, SIZE];
    if (partial && start > 0) this.continued++;
    const range = partial ? { 'Content-Range': `bytes ${start}-${end - 1}/${SIZE}` } : {};
    response.writeHead(partial ? 206 : 200, { ETag: tag, 'Content-Length': end - start, ...range });
    for (let at = start; at < end && !response.destroyed; at += CHUNK) {
      response.write(content.subarray(at, Math.min(end, at + CHUNK)));
      await sleep(this.#pause);
    }
    response.end();
  }
}

/** Downloads in processes that are killed at random, until there were so many kills; each file until it is complete. */
export async function killDownloads(settings: KillSettings): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'req-kills-'));
  const script = join(folder, 'child.mjs');
  await bundleForNode(script, { entryPoints: [join(import.meta.dirname, 'download-child.ts')] });
  const killed: Killed = { kills: 0, files: 0, continued: 0, wrong: 0, remains: [] };
  try {
    const lanes = Array.from({ length: settings.concurrency }, (_, lane) =>
      runLane({
        script,
        folder: mkdtempSync(join(folder, 'lane-')),
        random: seededRandom(settings.seed + lane),
        settings,
        killed,
      }),
    );
    await Promise.all(lanes);
    return killed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Lane {
  readonly script: string;
  readonly folder: string;
  readonly random: () => number;
  readonly settings: KillSettings;
  readonly killed: Killed;
}

async function runLane({ script, folder, random, settings, killed }: Lane): Promise<void> {
  const file = new ChangingFile(random, settings.pause);
  const server: Server = createServer((request, response) => void file.serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    while (killed.kills < settings.kills) {
      const path = join(folder, `file-${killed.files}`);
      for (let complete = false; !complete; ) {
        const child = spawn(process.execPath, [script, url, path, random() < 0.5 ? '1' : '3'], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const life = killed.kills < settings.kills ? random() * settings.longestLife : null;
        complete = await completes(child, life);
        if (!complete) killed.kills++;
        if (existsSync(path)) {
          const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
          if (!file.hashes.has(hash)) killed.wrong++;
        } else if (complete) killed.wrong++;
        if (random() < 0.1) file.change();
      }
      rmSync(path);
      killed.files++;
      killed.remains.push(...readdirSync(folder));
    }
  } finally {
    killed.continued += file.continued;
    server.closeAllConnections();
    server.close();
  }
}

/** Whether a download ends well before it is killed, `life` milliseconds after it began; `null`: it is not. */
async function completes(child: ChildProcess, life: number | null): Promise<boolean> {
  const exit = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), exit]);
  const timer = life === null ? undefined : setTimeout(() => child.kill('SIGKILL'), life);
  const [code, signal] = await exit;
  clearTimeout(timer);
  if (signal === null && code !== 0) throw new Error(`The download failed with code ${code}`);
  return signal === null;
}
