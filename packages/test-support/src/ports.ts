import { once } from 'node:events';
import net from 'node:net';

/**
 * A port of 127.0.0.1 on which nothing listens. Below the range from which the system gives ports to `listen(0)`, so no
 * other server of the run gets it in the meantime.
 */
export async function refusedPort(): Promise<number> {
  for (;;) {
    const port = 10_240 + Math.floor(Math.random() * 20_000);
    const server = net.createServer();
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
