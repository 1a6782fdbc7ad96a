import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from './fault-case.ts';

/** Limit of an endless step: a client that accepts this much has already failed. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Plays the steps on a connection; stops early when the client disconnects. */
export async function playSteps(socket: Socket, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (socket.destroyed) return;
    if (typeof step === 'string' || step instanceof Uint8Array) {
      await write(socket, step);
    } else if ('await' in step) {
      await moreBytes(socket);
    } else if ('pause' in step) {
      await sleep(step.pause);
    } else if ('endless' in step) {
      await pour(socket, step.endless, step.everyMs ?? 0);
    } else if (step.end === 'reset') {
      socket.resetAndDestroy();
    } else if (step.end === 'close') {
      socket.end();
    }
  }
}

async function pour(socket: Socket, piece: string | Uint8Array, everyMs: number): Promise<void> {
  for (let sent = 0; sent < MOST_BYTES && socket.writable; sent += piece.length) {
    await write(socket, piece);
    if (everyMs > 0) await sleep(everyMs);
  }
}

function write(socket: Socket, piece: string | Uint8Array): Promise<void> {
  const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  return new Promise((resolve) => {
    socket.write(bytes, () => resolve());
    // The callback is not called for a write that was pending when the connection broke.
    if (socket.destroyed) resolve();
  });
}

function moreBytes(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('data', done);
      socket.off('close', done);
      resolve();
    };
    socket.once('data', done);
    socket.once('close', done);
  });
}
