// Text that does not say what its encoding is:  node examples/encodings.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { Session } from '@req/requests';
import { HERE } from './server.mjs';

export async function main(baseUrl = HERE) {
  const session = new Session({ baseUrl });

  // Requests' rule: `text/*` without a charset is ISO-8859-1.
  const r = await session.get('/menu.txt');
  console.log(r.encoding, r.text.trim());

  // Detected from the bytes, or set by hand.
  console.log('detected:', r.apparentEncoding);
  r.encoding = 'utf-8';
  console.log(r.encoding, r.text.trim());

  // For all that does not say: an encoding, or a function of the bytes (`null` has it detected).
  session.defaultEncoding = 'utf-8';
  console.log((await session.get('/menu.txt')).text.trim());

  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
