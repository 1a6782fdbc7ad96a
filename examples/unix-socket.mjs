// A service behind a Unix socket, such as Docker's:  node examples/unix-socket.mjs [SOCKET] [PATH]
import { pathToFileURL } from 'node:url';
import { Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';

export async function main(socketPath = '/var/run/docker.sock', path = '/containers/json') {
  // Every connection goes to the socket. The host is only what the Host header says.
  const session = new Session({ transport: new UndiciTransport({ socketPath }), baseUrl: 'http://localhost' });
  const r = await session.get(path);
  for (const entry of r.raiseForStatus().json()) console.log(entry.Names ?? entry.name);
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2], process.argv[3]);
