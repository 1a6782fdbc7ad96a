import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client, GetOptions } from './client.ts';
import { type Faults, VulnerableReader } from './vulnerable-reader.ts';

interface Line {
  readonly socket: net.Socket;
  readonly reader: VulnerableReader;
}

interface VulnerableOptions extends GetOptions {
  /** Milliseconds after which it throws: nothing else ends it. */
  readonly giveUpAfter?: number;
}

/**
 * An HTTP client with the flaws of these tables: it accepts any line as a header and any line end, a number where there
 * is none, the longer of two framings, and bytes left on a connection as the next response; it has no limits and waits
 * for everything.
 */
export class VulnerableClient implements Client {
  #idle: Line | null = null;
  readonly #sockets = new Set<net.Socket>();
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
  }

  async get(url: string, { giveUpAfter = 1_000 }: VulnerableOptions = {}): Promise<Answer> {
    const { hostname, port, pathname } = new URL(url);
    const line = this.#idle ?? this.#connect(hostname, Number(port));
    this.#idle = null;
    line.socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    // Kept, whatever the outcome of this exchange.
    this.#idle = line;
    const answer = await Promise.race([line.reader.response(), timeout(giveUpAfter)]);
    if (answer.closes) this.#idle = null;
    return answer;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(host: string, port: number): Line {
    const socket = net.connect(port, host);
    this.#sockets.add(socket);
    return { socket, reader: new VulnerableReader(socket, this.#faults) };
  }
}

/** Nothing else ends it. */
async function timeout(milliseconds: number): Promise<never> {
  await sleep(milliseconds, null, { ref: false });
  throw new Error('The vulnerable client waits for ever.');
}

/** Runs a check on a new vulnerable client. */
export async function withVulnerableClient<T>(
  check: (client: VulnerableClient) => Promise<T>,
  faults?: Faults,
): Promise<T> {
  const client = new VulnerableClient(faults);
  try {
    return await check(client);
  } finally {
    await client.close();
  }
}
