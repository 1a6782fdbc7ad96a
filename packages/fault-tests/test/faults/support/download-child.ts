import { Session } from '@req/core';
import { download } from '@req/core/download';
import { HttpTransport } from '@req/transport-http';

/** Downloads argument 1 to argument 2 over so many connections as argument 3 says. Prints a line once it has begun. */
const [url = '', path = '', parallel = '1'] = process.argv.slice(2);
const session = new Session({ transport: new HttpTransport(), trustEnv: false });
process.stdout.write('begun\n');
await download(session, url, path, { parallel: Number(parallel) });
await session.close();
