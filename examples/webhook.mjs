// Webhooks with a signature, sent and verified:  node examples/webhook.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { Session } from '@req/requests';

const hmac = (secret, time, body) => createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');

/** Signs what is sent: `auth` is called when the body is ready. */
function signedWith(secret) {
  return (prepared) => {
    const time = Math.floor(Date.now() / 1000);
    prepared.headers.set('X-Signature', `t=${time},v1=${hmac(secret, time, prepared.body)}`);
  };
}

/** Verify the bytes as they came, not JSON that was parsed and written again. */
function isGenuine(secret, header = '', body) {
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (time === undefined || Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  return timingSafeEqual(Buffer.from(signature, 'hex'), Buffer.from(hmac(secret, time, body), 'hex'));
}

/** The other side. */
function receiver(secret) {
  return createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const genuine = isGenuine(secret, request.headers['x-signature'], Buffer.concat(chunks));
    response.writeHead(genuine ? 204 : 403).end();
  });
}

export async function main() {
  const server = receiver('shared secret').listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${server.address().port}/hooks`;
  const session = new Session();
  for (const secret of ['shared secret', 'a guess']) {
    const r = await session.post(url, { json: { event: 'paid', order: 7 }, auth: signedWith(secret) });
    console.log(secret, r.statusCode);
  }
  await session.close();
  server.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
