// GraphQL:  node examples/graphql.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { Session } from '@req/requests';
import { HERE } from './server.mjs';

const USER = `query User($id: Int!) { user(id: $id) { name } }`;

/** GraphQL reports its errors with status 200. */
class GraphQLError extends Error {
  constructor(errors) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

async function query(session, text, variables) {
  const r = await session.post('/graphql', { json: { query: text, variables } });
  const { data, errors } = r.raiseForStatus().json();
  if (errors !== undefined) throw new GraphQLError(errors);
  return data;
}

export async function main(baseUrl = HERE) {
  const session = new Session({ baseUrl, timeout: { total: 10_000 } });
  console.log((await query(session, USER, { id: 1 })).user.name);
  try {
    await query(session, USER, { id: 99 });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    console.log('failed:', error.message);
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
