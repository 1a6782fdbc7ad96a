import { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { types } from 'node:util';
import { PreparedRequest, Request, Response, Session } from '@req/core';

/** Names of classes of HTTP clients, whichever copy of them. */
const INTERNALS =
  /^(?:Client|Pool|Agent|Dispatcher|BalancedPool|ProxyAgent|TLSSocket|Socket|TCP|TLSWrap|Pipe|Parser|HTTPParser|ClientRequest|IncomingMessage|AxiosHeaders|CanceledError_config|InterceptorManager|SocksClient|FetchController|Fetch)$/;

/** Names of properties in which clients keep a request. */
const CONFIGURATION = new Set([
  'config',
  'options',
  '_options',
  '_headers',
  '_header',
  'rawPacket',
  'agent',
  'dispatcher',
]);

/** The objects of a client that can be reached from a value through any property, also symbols and hidden ones. */
export function internalsOf(root: unknown): string[] {
  const found: string[] = [];
  visit(root, (value, path, name) => {
    const kind = (value as { constructor?: { name?: string } }).constructor?.name;
    const is = [Socket, Agent, ClientRequest, IncomingMessage].some((one) => value instanceof one);
    if (is || INTERNALS.test(kind ?? '') || CONFIGURATION.has(name)) {
      found.push(`${path}: ${kind}`);
      return false;
    }
    return true;
  });
  return found;
}

/** All strings and byte arrays that can be reached from an error, except through its request and response. */
export function textsOf(root: unknown): string {
  const texts: string[] = [];
  visit(
    root,
    (value) => {
      if (types.isUint8Array(value)) texts.push(Buffer.from(value).toString('latin1'));
      return !types.isUint8Array(value);
    },
    texts,
  );
  return texts.join('\n');
}

/** Classes of req: they hold what the caller gave, and show nothing of it by themselves. */
const OURS = [PreparedRequest, Request, Response, Session];

type See = (value: object, path: string, name: string) => boolean;

function visit(root: unknown, see: See, texts: string[] = []): void {
  const seen = new Set<unknown>();
  const queue: [unknown, string, string][] = [[root, 'error', '']];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const [value, path, name] = at;
    if (typeof value === 'string') texts.push(value);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
    seen.add(value);
    if (OURS.some((kind) => value instanceof kind)) continue;
    if (!see(value, path, name)) continue;
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      // A function of the platform leads to the whole platform.
      if (key === 'constructor' || key === 'prototype') continue;
      queue.push([property?.value, `${path}.${String(key)}`, String(key)]);
    }
    if (value instanceof Map)
      for (const [k, v] of value) queue.push([k, `${path}.key`, ''], [v, `${path}.${String(k)}`, '']);
    if (value instanceof Set) for (const v of value) queue.push([v, `${path}.item`, '']);
  }
}
