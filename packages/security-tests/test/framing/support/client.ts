import { Session, type Transport } from '@req/core';

/** What a property is checked on: req over a transport, or a vulnerable client. */
export interface Client {
  get(url: string, options?: GetOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface GetOptions {
  readonly stream?: boolean;
  /** Milliseconds that the next bytes may take. */
  readonly read?: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  header(name: string): string | null;
}

/** Milliseconds after which a call that should have ended is aborted. */
const PATIENCE = 60_000;

/** req over a transport, which stays open. */
export function client(transport: Transport): Client {
  const session = new Session({ transport, trustEnv: false });
  return {
    async get(url, { stream = false, read = PATIENCE } = {}) {
      const response = await session.get(url, { stream, timeout: { read, total: PATIENCE } });
      await response.read();
      return {
        status: response.statusCode,
        text: response.text,
        header: (name) => response.headers.get(name),
      };
    },
    close: async () => {},
  };
}
