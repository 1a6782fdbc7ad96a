// A certificate of your own authority, and a client certificate:  node examples/tls.mjs URL CA.pem CLIENT.pem CLIENT.key
import { pathToFileURL } from 'node:url';
import { Session, SSLError } from '@req/requests';

export async function main(url, ca, cert, key) {
  const session = new Session();
  try {
    await session.get(url);
  } catch (error) {
    if (!(error instanceof SSLError)) throw error;
    console.log('not trusted:', error.cause?.code ?? error.message);
  }

  // A self-signed certificate is its own authority: the server's certificate as `verify` trusts that server alone.
  // `verify: false` would trust everybody, so that anybody between you and the server could read along.
  session.verify = ca;
  session.cert = [cert, key];
  const r = await session.get(url);
  console.log('trusted:', r.statusCode);
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(...process.argv.slice(2));
