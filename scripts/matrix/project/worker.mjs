import { run } from './page.mjs';

export default {
  fetch: async () => Response.json(await run()),
};
