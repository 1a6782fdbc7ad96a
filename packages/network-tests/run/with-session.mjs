import { Session } from '@req/core';
import { createTransport } from './transports.mjs';

/** Calls `use` with a session over a new transport, and closes it afterwards. */
export async function withSession(client, { transport, wrap = (inner) => inner, ...settings }, use) {
  const session = new Session({ transport: wrap(createTransport(client, transport)), ...settings });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
