// JSON that is what it should be:  node examples/schema.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { InvalidJSONError, Session } from '@req/requests';
import { HERE } from './server.mjs';

/**
 * A Standard Schema. Those of Zod, Valibot and ArkType are such schemas: `z.array(z.object({ name: z.string() }))`. In
 * TypeScript the result of `json(schema)` has the type of the schema.
 */
const Users = {
  '~standard': {
    version: 1,
    vendor: 'example',
    validate(value) {
      const index = Array.isArray(value) ? value.findIndex((user) => typeof user?.name !== 'string') : 0;
      if (index === -1) return { value };
      return { issues: [{ message: 'must be a user with a name', path: [index] }] };
    },
  },
};

export async function main(baseUrl = HERE) {
  const session = new Session({ baseUrl });
  console.log((await session.get('/users')).json(Users));
  try {
    (await session.get('/orders/1')).json(Users);
  } catch (error) {
    if (!(error instanceof InvalidJSONError)) throw error;
    console.log(error.code, error.issues);
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
