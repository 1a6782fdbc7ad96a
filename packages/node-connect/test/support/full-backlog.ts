import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

/** Listens and never accepts: its own event loop is blocked. */
const LISTENER = `
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);
});`;

export interface FullBacklog {
  /** Connecting to it never completes. */
  readonly port: number;
  release(): Promise<void>;
}

/** A port whose accept backlog is full, so that the next connection is never established. */
export async function fullBacklog(): Promise<FullBacklog> {
  const child: ChildProcess = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const port = Number(chunk.toString());
  const fillers: net.Socket[] = [];
  // The kernel accepts one or two more than the backlog: fill it until one is not accepted.
  for (let i = 0; i < 8; i++) {
    const filler = net.connect(port, '127.0.0.1');
    filler.on('error', () => {});
    fillers.push(filler);
    const answered = await Promise.race([
      once(filler, 'connect').then(() => true),
      // On loopback an answer is there at once; where the timer is late, it is looked for once more.
      new Promise<boolean>((resolve) => setTimeout(() => setImmediate(() => setImmediate(resolve, false)), 100)),
    ]);
    if (!answered) break;
  }
  return {
    port,
    async release() {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
