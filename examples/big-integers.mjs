// Integers beyond 2^53:  node examples/big-integers.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { Session } from '@req/requests';
import { HERE } from './server.mjs';

/** Strings and numbers of a JSON text. */
const TOKEN = /"(?:\\.|[^"\\])*"?|-?\d[\d.eE+-]*/g;
/** A character for private use, before what was a number. */
const MARK = '\uE000';

/** JSON.parse, with long integers as BigInt. (Or take the `parse` of lossless-json or json-bigint.) */
function parse(text) {
  const marked = text.replace(TOKEN, (token) => (/^-?\d{16,}$/.test(token) ? `"${MARK}${token}"` : token));
  return JSON.parse(marked, (_key, value) => (value?.[0] === MARK ? BigInt(value.slice(1)) : value));
}

export async function main(baseUrl = HERE) {
  const session = new Session({ baseUrl });
  const r = await session.get('/orders/1');
  console.log('rounded:', r.json().id);
  console.log('exact:', r.json({ parse }).id);

  session.parseJson = parse; // for every response
  console.log('exact:', (await session.get('/orders/1')).json().id);
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
