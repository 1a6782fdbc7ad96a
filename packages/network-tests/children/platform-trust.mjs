// One request with nothing said about TLS: the platform's trust is all there is.
//   node platform-trust.mjs TRANSPORT URL
import { Session } from '@req/core';
import { makeTransport } from '../run/transports.mjs';

const [who, url] = process.argv.slice(2);
const session = new Session({ transport: makeTransport(who) });
const is = await session.get(url, { verify: true }).then(
  (response) => response.statusCode,
  (error) => error.constructor.name,
);
await session.close();
console.log(JSON.stringify({ is }));
