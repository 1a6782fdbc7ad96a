import { type RequestOptions, type Response, Session, type Transport } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { PathServer, type RequestHandler, withServer } from './path-server.ts';
import { resourcesHeld } from './resources.ts';

export interface Setup {
  readonly session: Session;
  readonly transport: Transport;
  readonly server: PathServer;
  readonly get: (path: string, options?: RequestOptions) => Promise<Response>;
}

/** Runs a test with a server and a session, and checks that neither leaves anything open. */
export async function withSession(
  name: TransportName,
  handler: RequestHandler,
  run: (setup: Setup) => Promise<void>,
): Promise<void> {
  const held = resourcesHeld();
  await withServer(
    () => PathServer.start(handler),
    held,
    async (server) => {
      const transport = TRANSPORTS[name]();
      const session = new Session({ transport, trustEnv: false, timeout: 8_000 });
      await run({
        session,
        transport,
        server,
        get: (path, options) => within(session.get(server.origin + path, options)),
      });
      await session.close();
      await transport.close();
      if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'All connections closed');
    },
  );
}
