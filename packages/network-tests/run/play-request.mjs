import { inspect } from 'node:util';
import { Session } from '@req/core';
import { withEnvironment } from './environment.mjs';
import { makeTransport } from './transports.mjs';

/**
 * One request in a session of its own: what became of it, in the words that Requests' side uses too.
 * `is` is the status, or the name of the exception.
 */
export async function playRequest(row, transportName) {
  const { method = 'GET', url, options = {}, session: settings = {}, environment = {} } = row;
  const transport = makeTransport(transportName, row.transport);
  const session = new Session({ transport, ...settings });
  try {
    return await withEnvironment(environment, async () => told(await session.request(method, url, options)));
  } catch (error) {
    if (typeof error?.code !== 'string') throw error;
    return failed(error);
  } finally {
    await session.close();
  }
}

function told(response) {
  const { statusCode, url, httpVersion, history, text } = response;
  return { is: statusCode, url, httpVersion, text, json: parsed(text), hops: history.map((hop) => hop.url) };
}

export function failed(error) {
  const whole = [inspect(error, { depth: 8 }), ...causes(error)].join('\n');
  return { is: error.constructor.name, message: error.message, whole, proxyStatus: statusOfProxy(error), error };
}

function causes(error) {
  const messages = [];
  for (let cause = error; cause instanceof Error && messages.length < 8; cause = cause.cause)
    messages.push(cause.stack);
  return messages;
}

function statusOfProxy(error) {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause.proxyStatus) return cause.proxyStatus;
  return null;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
