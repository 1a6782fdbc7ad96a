import { inspect } from 'node:util';
import { Session } from '@req/core';
import { withEnvironment } from './environment.mjs';
import { createTransport } from './transports.mjs';

/**
 * Sends a request in a session of its own. The result has the same form as that of Python Requests: `outcome` is the
 * status or the name of the exception.
 */
export async function sendRequest(row, transportName) {
  const { method = 'GET', url, options = {}, session: settings = {}, environment = {} } = row;
  const transport = createTransport(transportName, row.transport);
  const session = new Session({ transport, ...settings });
  try {
    return await withEnvironment(environment, async () => responseResult(await session.request(method, url, options)));
  } catch (error) {
    if (typeof error?.code !== 'string') throw error;
    return errorResult(error);
  } finally {
    await session.close();
  }
}

function responseResult({ statusCode, url, httpVersion, history, text }) {
  return { outcome: statusCode, url, httpVersion, text, json: parsed(text), hops: history.map((hop) => hop.url) };
}

function errorResult(error) {
  const details = [inspect(error, { depth: 8 }), ...stacksOf(error)].join('\n');
  const { message } = error;
  return { outcome: error.constructor.name, message, details, proxyStatus: proxyStatusOf(error), error };
}

function stacksOf(error) {
  const stacks = [];
  for (let cause = error; cause instanceof Error && stacks.length < 8; cause = cause.cause) stacks.push(cause.stack);
  return stacks;
}

function proxyStatusOf(error) {
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
