#!/usr/bin/env node
// Usage: node packages/testserver/bin/httpbin.mjs [--port N] [--host NAME] [--tls]
// Prints the origin and serves until it receives SIGINT or SIGTERM. With --tls it also prints the CA certificate (PEM).
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
