import fetch from 'node-fetch';

export type NodeFetch = typeof fetch;

export function isNodeFetch(given: unknown): given is NodeFetch {
  return given === fetch;
}
