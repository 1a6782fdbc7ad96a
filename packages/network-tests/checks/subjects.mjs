import { beyond } from './beyond.mjs';
import { clientCertificates } from './client-certificates.mjs';
import { connections } from './connections.mjs';
import { documentation } from './documentation.mjs';
import { httpProxies } from './http-proxies.mjs';
import { proxyChoice } from './proxy-choice.mjs';
import { socksProxies } from './socks-proxies.mjs';
import { timeouts } from './timeouts.mjs';
import { tlsFailures } from './tls-failures.mjs';
import { transfers } from './transfers.mjs';
import { trust } from './trust.mjs';

/** All checks, by what they are about. */
export async function subjects(servers) {
  return [
    ['Trust', trust(servers)],
    ['TLS failures', tlsFailures(servers)],
    ['Client certificates', clientCertificates(servers)],
    ['HTTP proxies', httpProxies(servers)],
    ['SOCKS proxies', socksProxies(servers)],
    ['Which proxy', proxyChoice(servers)],
    ['Timeouts', timeouts(servers)],
    ['Connections', connections(servers)],
    ['HTTP/2, Unix sockets, names', beyond(servers)],
    ['Transfers', transfers(servers)],
    ['Documentation', documentation(servers)],
  ];
}
