import type { Socket } from 'node:net';

/** A text, repeated. */
export interface Repeat {
  /** The text, and how often. */
  readonly $repeat: readonly [string, number];
}

/** How the server replies to one request. Text is sent as Latin-1; times are in milliseconds. */
export interface Reply {
  /** The reply in one piece. */
  readonly raw?: string | Repeat;
  /** Instead of `raw`: pieces that are written separately. */
  readonly parts?: readonly (string | Repeat)[];
  /** Pause between parts. Default: 30. */
  readonly gapMs?: number;
  /** Pause before the reply. */
  readonly delayMs?: number;
  /** Pause after the reply, before the connection is closed or the next request is read. */
  readonly hang?: number;
  /** Close the connection afterwards. */
  readonly close?: boolean;
  /** Reset the connection (RST) afterwards. */
  readonly reset?: boolean;
}

/** Plays a reply. Resolves to false if the connection serves no further request. */
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

/** Writes Latin-1 text; resolves once it was passed to the system, or if the socket is closed. */
export function write(socket: Socket, text: string): Promise<void> {
  if (text === '' || !socket.writable) return Promise.resolve();
  return new Promise((resolve) => socket.write(text, 'latin1', () => resolve()));
}

/** Waits, but not after the peer has disconnected. */
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
