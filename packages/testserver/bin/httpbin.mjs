#!/usr/bin/env node
// Usage: node packages/testserver/bin/httpbin.mjs [--port N] [--host NAME] [--tls]
// Prints the origin, then serves until it is told to stop. With --tls the authority's certificate follows in PEM.
import { parseArgs } from 'node:util';
import { startHttpbin, startTlsHttpbin } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    tls: { type: 'boolean', default: false },
  },
});

const where = { port: Number(values.port), host: values.host };
const server = values.tls ? await startTlsHttpbin(where) : await startHttpbin(where);
console.log(server.origin);
if (values.tls) console.log(server.certificates.ca);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
