// What browsers and workerd run.
import * as requests from '@req/requests';
import { FetchTransport } from '@req/transport-fetch';
import { runChecks } from './checks.mjs';
import server from './server.mjs';

const browser = typeof document !== 'undefined';

export const run = () =>
  runChecks({
    environment: { ...server, lib: requests, browser, temporaryFile: null, readFile: null },
    transports: [{ name: 'fetch', make: () => new FetchTransport() }],
  });

globalThis.runChecks = run;
