import { clientCertificates } from './client-certificates.mjs';
import { connections } from './connections.mjs';
import { documentation } from './documentation.mjs';
import { httpProxies } from './http-proxies.mjs';
import { http2AndSockets } from './http2-and-sockets.mjs';
import { proxyChoice } from './proxy-choice.mjs';
import { socksProxies } from './socks-proxies.mjs';
import { timeouts } from './timeouts.mjs';
import { tlsFailures } from './tls-failures.mjs';
import { transfers } from './transfers.mjs';
import { trust } from './trust.mjs';

/** The checks of each subject, as functions of the servers. Subjects that take longest come first. */
export const SUBJECTS_BY_NAME = {
  Connections: connections,
  Timeouts: timeouts,
  'Choice of proxy': proxyChoice,
  Transfers: transfers,
  'HTTP proxies': httpProxies,
  'SOCKS proxies': socksProxies,
  'HTTP/2, Unix sockets, lookup': http2AndSockets,
  'Client certificates': clientCertificates,
  Documentation: documentation,
  Trust: trust,
  'TLS failures': tlsFailures,
};

export const SUBJECTS = Object.keys(SUBJECTS_BY_NAME);
