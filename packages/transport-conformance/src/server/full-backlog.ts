import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { Inconclusive } from '../expectation.ts';

/** Listens in a thread that then sleeps, so that no connection is ever accepted. */
const SLEEPER = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(workerData, 0, 0);
  process.exit();
});`;

/** A server on loopback where connecting hangs. */
export interface FullBacklog {
  /** `http://127.0.0.1:port/` */
  readonly url: string;
  /** Closes the server. */
  close(): Promise<void>;
}

/**
 * Fills the accept queue of a server, so that a further SYN gets no answer. More reliable than an unroutable address,
 * which some networks do answer.
 * @throws Inconclusive if the system answers nevertheless.
 */
export async function fullBacklog(): Promise<FullBacklog> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SLEEPER, { eval: true, workerData: flag });
  const fillers: Socket[] = [];
  const close = async (): Promise<void> => {
    for (const socket of fillers) socket.destroy();
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    await worker.terminate();
  };
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  worker.unref();
  for (let i = 0; i < 16; i++) if (!(await connects(port, fillers))) return { url: `http://127.0.0.1:${port}/`, close };
  await close();
  throw new Inconclusive('on this system, connections to a full accept backlog do not hang');
}

function connects(port: number, fillers: Socket[]): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    fillers.push(socket);
    // On loopback the answer is immediate. If the timer was late, the event loop looks for an answer once more.
    const timer = setTimeout(() => setImmediate(() => setImmediate(() => resolve(false))), 150);
    const settle = (answered: boolean) => () => {
      clearTimeout(timer);
      resolve(answered);
    };
    socket.once('connect', settle(true));
    socket.once('error', settle(true));
  });
}
