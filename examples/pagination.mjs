// All pages of a list, as one loop:  node examples/pagination.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { byCursor, Session } from '@req/requests';
import { HERE } from './server.mjs';

export async function main(baseUrl = HERE) {
  const session = new Session({ baseUrl });

  // Pages that name the next one in their Link header, as those of GitHub. Each page is an array.
  for await (const user of session.paginate('/users')) console.log(user.name);

  // Pages with a cursor, and with the items somewhere in their JSON.
  const found = session.paginate('/search', {
    params: { q: 'a' },
    items: '$.data.users',
    next: byCursor('$.meta.next'),
    limit: 3, // The page after the third item is not requested.
    maxRequests: 100, // A server that never comes to an end is an error.
  });
  for await (const user of found) console.log('found', user.name);

  // Anything else: a function of the response that returns the next URL, or nothing.
  const numbered = session.paginate('/users?page=2', { next: (r) => r.links.next?.url });
  console.log('from page 2:', (await numbered.next()).value.name);
  await numbered.return();

  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
