import { Session } from '@req/core';
import { makeTransport } from './transports.mjs';

/** A session over a transport of its own, closed when `use` is done. */
export async function withSession(who, { transport, wrap = (inner) => inner, ...settings }, use) {
  const session = new Session({ transport: wrap(makeTransport(who, transport)), ...settings });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
