import { afterAll, beforeAll } from '@jest/globals';
import { ScriptServer } from '@req/transport-conformance';

/** A scripted server for the tests of one file. */
export function scripted(): { readonly server: ScriptServer } {
  let server: ScriptServer | null = null;
  beforeAll(async () => {
    server = await ScriptServer.start();
  });
  afterAll(() => server?.close());
  return {
    get server(): ScriptServer {
      return server as ScriptServer;
    },
  };
}
