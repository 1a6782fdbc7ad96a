// A program that imports some modules and requires others has one instance of each: what one side makes, the other accepts.
// Played in Node, and from bundles.
import * as core from '@req/core';
import * as transport from '@req/core/transport';
import * as requests from '@req/requests';
import * as fetch from '@req/transport-fetch';
import * as http from '@req/transport-http';
import * as undici from '@req/transport-undici';
import required from './required.cjs';

const imported = { core, transport, requests, fetch, http, undici };

/** Throws unless everything is one. */
export async function checkInstances() {
  let count = 0;
  for (const [name, module] of Object.entries(imported)) {
    const twin = required[name];
    const [ours, theirs] = [module, twin].map((each) =>
      Object.keys(each)
        .filter((key) => key !== '__esModule')
        .sort(),
    );
    if (ours.length === 0 || String(ours) !== String(theirs)) throw new Error(`${name}: ${ours} is not ${theirs}`);
    for (const key of ours) {
      if (module[key] !== twin[key]) throw new Error(`${name}: ${key} exists twice`);
      count++;
    }
  }
  const failing = () => new core.FunctionTransport(() => ({ status: 404 }));
  for (const [Session, { HTTPError, Response, Session: Base }] of [
    [requests.Session, required.core],
    [required.requests.Session, core],
  ]) {
    const session = new Session({ transport: failing() });
    if (!(session instanceof Base)) throw new Error('a Session is none for the other side');
    const r = await session.get('http://a.test/');
    if (!(r instanceof Response)) throw new Error('a Response is none for the other side');
    try {
      r.raiseForStatus();
      throw new Error('no HTTPError');
    } catch (error) {
      if (!(error instanceof HTTPError)) throw error;
    }
  }
  return count;
}
