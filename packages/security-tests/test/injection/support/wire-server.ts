import { type RawConnection, RawServer } from '@req/transport-conformance';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** A server that records every byte. It answers the first complete request of a connection, and closes it. */
export class WireServer {
  readonly #server: RawServer;
  readonly #received: Buffer[];

  private constructor(server: RawServer, received: Buffer[]) {
    this.#server = server;
    this.#received = received;
  }

  static async start(answer: string = OK): Promise<WireServer> {
    const received: Buffer[] = [];
    const server = await RawServer.start((connection) => serve(connection, answer, received));
    return new WireServer(server, received);
  }

  /** `http://127.0.0.1:port` */
  get origin(): string {
    return this.#server.origin;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Including connections without a byte. */
  get connections(): number {
    return this.#server.accepted;
  }

  /** All bytes since the last call, over all connections, one character for each. */
  async take(): Promise<string> {
    // What a client has written is readable a few turns of the event loop later.
    for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
    return Buffer.concat(this.#received.splice(0)).toString('latin1');
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

function serve({ socket }: RawConnection, answer: string, received: Buffer[]): void {
  let text = '';
  let answered = false;
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk);
    text += chunk.toString('latin1');
    if (answered || !isWhole(text)) return;
    answered = true;
    socket.end(answer, 'latin1');
  });
  socket.on('end', () => socket.end());
}

/** A head, and the body that it announces. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const body = text.slice(end + 4);
  if (/^transfer-encoding:/im.test(text.slice(0, end))) return body.endsWith('0\r\n\r\n');
  return body.length >= Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
}

/** One request as received. */
export interface Head {
  readonly line: string;
  /** In order, as written. */
  readonly fields: readonly (readonly [string, string])[];
  /** What follows the head. */
  readonly body: string;
}

/** Parses the first request of `bytes`. @throws if the head is incomplete */
export function readBytes(bytes: string): Head {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`No request arrived: ${JSON.stringify(bytes)}`);
  const [line = '', ...lines] = bytes.slice(0, end).split('\r\n');
  const fields = lines.map((text) => [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 2)] as const);
  return { line, fields, body: bytes.slice(end + 4) };
}

/** The values of a field, whatever its case. */
export function valuesOf(head: Head, name: string): string[] {
  return head.fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}
