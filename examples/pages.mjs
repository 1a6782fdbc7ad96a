// Items of an API that hands them out page by page:  node examples/pages.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { byCursor, Session } from '@req/requests';

export async function main(base = 'https://api.github.com/repos/nodejs/node') {
  const session = new Session({ baseUrl: base, headers: { Accept: 'application/json' }, timeout: 10_000 });
  try {
    // The Link header says what the next page is, as on GitHub.
    for await (const issue of session.paginate('issues', { params: { per_page: 2 }, limit: 3 })) {
      console.log(`#${issue.number} ${issue.title}`);
    }
    // The JSON holds a cursor.
    const users = session.paginate('users', {
      items: '$.data',
      next: byCursor('$.meta.next', 'after'),
      maxRequests: 100,
    });
    for await (const { name } of users) console.log(name);
    // The request's body holds it, as with GraphQL.
    const query =
      'query ($after: String) { posts(first: 2, after: $after) { nodes { title } pageInfo { endCursor } } }';
    const posts = session.paginate('graphql', {
      method: 'POST',
      json: { query, variables: { after: null } },
      items: '$.data.posts.nodes',
      next(r) {
        const after = r.json().data.posts.pageInfo.endCursor;
        return after === null ? null : { json: { query, variables: { after } } };
      },
    });
    for await (const { title } of posts) console.log(title);
  } finally {
    await session.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
