import type { Duplex } from 'node:stream';
import type { UndiciModule } from '@req/transport-undici';
import * as undici from 'undici';

type Connect = (options: unknown, callback: (error: unknown, socket: Duplex | null) => void) => void;

/** undici as a future version might be: `alter` changes how it uses the socket that it is given. */
function alteredUndici(alter: (socket: Duplex) => Duplex): UndiciModule {
  class Client extends undici.Client {
    constructor(origin: URL, options: { connect: Connect }) {
      const connect: Connect = (connectOptions, callback) =>
        options.connect(connectOptions, (error, socket) => callback(error, socket === null ? null : alter(socket)));
      super(origin, Object.assign(Object.create(null), options, { connect }));
    }
  }
  return { ...undici, Client };
}

type Write = (chunk: unknown, ...rest: unknown[]) => boolean;

function replaceWrite(socket: Duplex, make: (write: Write) => Write): Duplex {
  const write: Write = (chunk, ...rest) =>
    (Object.getPrototypeOf(socket) as { write: Write }).write.call(socket, chunk, ...rest);
  return Object.assign(socket, { write: make(write) });
}

/** Writes heads as bytes instead of as text. */
export const writesBytes: UndiciModule = alteredUndici((socket) =>
  replaceWrite(
    socket,
    (write) =>
      (chunk, ...rest) =>
        write(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk, ...rest),
  ),
);

/** Writes the request line and the fields one after the other. */
export const writesTwice: UndiciModule = alteredUndici((socket) =>
  replaceWrite(socket, (write) => (chunk, ...rest) => {
    if (typeof chunk !== 'string' || !chunk.includes('HTTP/1.1\r\n')) return write(chunk, ...rest);
    const end = chunk.indexOf('\r\n') + 2;
    write(chunk.slice(0, end), ...rest);
    return write(chunk.slice(end), ...rest);
  }),
);

/** Uses a method that sockets have and `Http1Socket` lacks. */
export const usesAnotherMethod: UndiciModule = alteredUndici((socket) =>
  replaceWrite(socket, (write) => (chunk, ...rest) => {
    socket.setDefaultEncoding('latin1');
    return write(chunk, ...rest);
  }),
);

export const lowerCasesMethods: UndiciModule = alteredUndici((socket) =>
  replaceWrite(
    socket,
    (write) =>
      (chunk, ...rest) =>
        write(typeof chunk === 'string' ? chunk.replace(/^[A-Z]+ /, (method) => method.toLowerCase()) : chunk, ...rest),
  ),
);

/** Writes like the tested versions until `start` is called, and heads as bytes from then on. */
export function startsToWriteBytes(): { readonly undici: UndiciModule; start(): void } {
  let started = false;
  const altered = alteredUndici((socket) =>
    replaceWrite(
      socket,
      (write) =>
        (chunk, ...rest) =>
          write(started && typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk, ...rest),
    ),
  );
  return {
    undici: altered,
    start() {
      started = true;
    },
  };
}
