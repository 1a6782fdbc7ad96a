import type { Socket } from 'node:net';

/** A text many times over. */
export interface Repeat {
  readonly $repeat: readonly [string, number];
}

/** What the server answers to one request. Texts are sent one byte a character; times are milliseconds. */
export interface Reply {
  /** The answer in one piece. */
  readonly raw?: string | Repeat;
  /** Instead of `raw`: pieces that are written one after the other, each by itself. */
  readonly parts?: readonly (string | Repeat)[];
  /** Pause between parts; 30 when missing. */
  readonly gapMs?: number;
  /** Pause before anything is sent. */
  readonly delayMs?: number;
  /** Pause after everything was sent, before the connection is closed or the next request is read. */
  readonly hang?: number;
  /** Then the connection is closed. */
  readonly close?: boolean;
  /** Then the connection is reset (RST). */
  readonly reset?: boolean;
}

/** Plays a reply. Resolves to false when no further request can come over this connection. */
export async function playReply(socket: Socket, reply: Reply): Promise<boolean> {
  await pause(socket, reply.delayMs ?? 0);
  const parts = reply.parts ?? (reply.raw === undefined ? [] : [reply.raw]);
  for (const [index, part] of parts.entries()) {
    if (index > 0) await pause(socket, reply.gapMs ?? 30);
    await write(socket, textOf(part));
  }
  await pause(socket, reply.hang ?? 0);
  if (reply.reset === true) socket.resetAndDestroy();
  else if (reply.close === true) socket.destroySoon();
  return !socket.destroyed && reply.close !== true;
}

/** Writes latin1 text; resolves when it went to the system, or never will. */
export function write(socket: Socket, text: string): Promise<void> {
  if (text === '' || !socket.writable) return Promise.resolve();
  return new Promise((resolve) => socket.write(text, 'latin1', () => resolve()));
}

/** Waits; not for a peer that is gone. */
function pause(socket: Socket, ms: number): Promise<void> {
  if (ms <= 0 || socket.destroyed || socket.readableEnded) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      socket.off('close', done);
      socket.off('end', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    socket.on('close', done);
    socket.on('end', done);
  });
}

function textOf(part: string | Repeat): string {
  return typeof part === 'string' ? part : part.$repeat[0].repeat(part.$repeat[1]);
}
