// Sends a request with verify: true and no CA, so that only the platform's trust store counts.
//   node platform-trust.mjs TRANSPORT URL
import { Session } from '@req/core';
import { createTransport } from '../run/transports.mjs';

const [who, url] = process.argv.slice(2);
const session = new Session({ transport: createTransport(who) });
const outcome = await session.get(url, { verify: true }).then(
  (response) => response.statusCode,
  (error) => error.constructor.name,
);
await session.close();
console.log(JSON.stringify({ outcome }));
