import dns from 'node:dns';
import http from 'node:http';
import type { Client } from './client.ts';

const refused = (): Error => Object.assign(new Error('Refused.'), { code: 'HOST_NOT_ALLOWED' });
/** What real filters of private networks check. */
const isPrivateText = (host: string): boolean => /^(?:127\.0\.0\.2|10\.|192\.168\.|localhost$|\[?::1)/.test(host);

function plainGet(url: string, agent?: http.Agent): Promise<{ status: number; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: agent ?? false }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, location: response.headers.location }));
    });
    request.on('error', reject);
  });
}

/** Checks only the text of the URL's host. */
export const looksAtText: Client = async (url) => {
  if (isPrivateText(new URL(url).hostname)) throw refused();
  return plainGet(url);
};

/** Resolves the name, checks the address, and then connects by name: to whatever it resolves to the second time. */
export const resolvesTwice: Client = async (url) => {
  const { hostname } = new URL(url);
  const address = await new Promise<string>((resolve, reject) => {
    dns.lookup(hostname, (error, found) => (error === null ? resolve(found) : reject(error)));
  });
  if (isPrivateText(address)) throw refused();
  return plainGet(url);
};

/** Checks the first URL only, and follows redirects anywhere. */
export const looksOnce: Client = async (url) => {
  if (isPrivateText(new URL(url).hostname)) throw refused();
  const { status, location } = await plainGet(url);
  return status === 302 && location !== undefined ? plainGet(location) : status;
};

/** Uses an agent that checks addresses, but shares its connections with agents that do not. */
export function sharesConnections(): { guarded: Client; plain: Client; close(): void } {
  const agent = new http.Agent({ keepAlive: true });
  const plain: Client = (url) => plainGet(url, agent);
  return { guarded: plain, plain, close: () => agent.destroy() };
}
