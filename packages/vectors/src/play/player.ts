import { type Reply, ScriptServer } from '@req/transport-conformance';
import type { Case } from '../cases/case.ts';
import { fill } from '../cases/placeholders.ts';
import type { Seen, SeenRequest } from '../record/seen.ts';
import type { TransportEntry } from '../transports.ts';
import { Cleanup } from '../values/cleanup.ts';
import { makeHome, setEnvironment, writeHomeFiles } from './environment.ts';
import { playCase } from './play-case.ts';

/** What was observed, and the case with its placeholders replaced. */
export interface Played {
  readonly filled: Case;
  readonly seen: Seen;
}

const CASE_LIMIT = 60_000;
const CLOSE_LIMIT = 2_000;

/** Runs cases against one server, each with a new transport, so that connection pools start empty. */
export class Player {
  readonly #server: ScriptServer;
  readonly #limit: number;
  readonly #cleanup = new Cleanup();
  #emptyHome: string | null = null;

  private constructor(server: ScriptServer, limit: number) {
    this.#server = server;
    this.#limit = limit;
  }

  /** @param limit Time limit for a case, in milliseconds. */
  static async start(limit: number = CASE_LIMIT): Promise<Player> {
    return new Player(await ScriptServer.start(), limit);
  }

  /** Whether this machine has the address 127.0.0.2. */
  get secondLoopback(): boolean {
    return this.#server.secondLoopback;
  }

  /** Runs one case. Calls must not overlap, because the case sets environment variables of this process. */
  async play(recorded: Case, entry: TransportEntry): Promise<Played> {
    const cleanup = new Cleanup();
    try {
      const home = this.#homeOf(recorded, cleanup);
      const filled = fill(recorded, { ...this.#server.origins, HOME: home });
      writeHomeFiles(home, filled.home ?? {});
      setEnvironment(filled.env ?? {}, home, cleanup);
      return { filled, seen: await this.#observe(filled, { entry, cleanup }) };
    } finally {
      await cleanup.run();
    }
  }

  /** Cases that name no home directory share an empty one: making and removing one takes longer than the case. */
  #homeOf(recorded: Case, cleanup: Cleanup): string {
    if (JSON.stringify(recorded).includes('HOME') || recorded.home !== undefined) return makeHome(cleanup);
    this.#emptyHome ??= makeHome(this.#cleanup);
    return this.#emptyHome;
  }

  async #observe(filled: Case, { entry, cleanup }: { entry: TransportEntry; cleanup: Cleanup }): Promise<Seen> {
    this.#server.play((filled.replies ?? []) as readonly Reply[]);
    const transport = entry.make();
    const results = await playCase(filled, { transport, cleanup, limit: this.#limit });
    await this.#server.settled();
    const wire = this.#server.requests.map(({ at, line, headers, framing, body }): SeenRequest => {
      return { at, line, headers, framing, body: body.length === 0 ? undefined : body };
    });
    await this.#dropConnections();
    await closeWithin(transport.close(), entry.name);
    return { wire, results };
  }

  /** Closes all connections and waits until both sides know, so that no client reuses a closed one. */
  async #dropConnections(): Promise<void> {
    this.#server.dropConnections();
    for (let turn = 0; turn < 1000 && this.#server.openConnections > 0; turn++) await nextTurn();
    await nextTurn();
    await nextTurn();
  }

  async close(): Promise<void> {
    await this.#cleanup.run();
    await this.#server.close();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function closeWithin(closing: Promise<void>, name: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name}: close() did not end within ${CLOSE_LIMIT} ms.`)), CLOSE_LIMIT);
  });
  try {
    await Promise.race([closing, late]);
  } finally {
    clearTimeout(timer);
  }
}
