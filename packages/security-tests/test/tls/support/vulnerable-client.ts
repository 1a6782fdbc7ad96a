import http from 'node:http';
import https from 'node:https';
import tls, { type PeerCertificate } from 'node:tls';
import type { Client, ClientOptions } from './client.ts';

/** Flaws of real clients. */
export type Flaw =
  | 'verifies nothing'
  | 'keeps its first settings'
  | 'checks the name once'
  | 'skips the name when a session is resumed'
  | 'takes any falsy verify for false'
  | 'cuts names at NUL'
  | 'takes a star for anything'
  | 'takes the common name'
  | 'compares addresses as names'
  | 'shares sockets of a host and port';

/** A client over node:https with one flaw. */
export function vulnerableClient(flaw: Flaw): Client & { close(): void } {
  const agents = new Map<string, http.Agent>();
  const sessions = new Map<string, Buffer>();
  const known = new Set<string>();
  const client: Client = (url, given) => {
    const { origin, host, hostname, port, protocol } = new URL(url);
    const options: https.RequestOptions & { session?: Buffer | undefined } = { ...settingsOf(given), agent: false };
    const names = (certificate: PeerCertificate): string => certificate.subjectaltname ?? '';
    const accept = (accepts: (certificate: PeerCertificate) => boolean): void => {
      options.checkServerIdentity = (name, certificate) =>
        accepts(certificate) ? undefined : tls.checkServerIdentity(name, certificate);
    };
    if (flaw === 'verifies nothing') options.rejectUnauthorized = false;
    if (flaw === 'takes any falsy verify for false') options.rejectUnauthorized = Boolean(given.verify ?? false);
    if (flaw === 'checks the name once') accept(() => known.has(host));
    if (flaw === 'cuts names at NUL') accept((certificate) => names(certificate).includes(`"${hostname}\\u0000`));
    if (flaw === 'takes a star for anything') accept((certificate) => names(certificate).includes('*'));
    if (flaw === 'takes the common name') accept(({ subject }) => subject.CN === hostname);
    if (flaw === 'compares addresses as names') accept((certificate) => names(certificate).includes(`DNS:${hostname}`));
    if (flaw === 'skips the name when a session is resumed') options.session = sessions.get(port);
    if (flaw === 'keeps its first settings' || flaw === 'shares sockets of a host and port') {
      const key = flaw === 'keeps its first settings' ? origin : host;
      const make = protocol === 'http:' ? http.Agent : https.Agent;
      const agent = agents.get(key) ?? new make({ ...(options as https.AgentOptions), keepAlive: true });
      agents.set(key, agent);
      options.agent = agent;
      // With the same name, so that the agent sees no difference.
      Object.assign(agent, { protocol, getName: () => key });
    }
    return new Promise((resolve, reject) => {
      const request = (protocol === 'http:' ? http : https).get(url, options, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      if (flaw === 'skips the name when a session is resumed')
        request.on('socket', (socket) => socket.on('session', (session: Buffer) => sessions.set(port, session)));
      request.on('error', reject);
      request.on('response', () => known.add(host));
    });
  };
  return Object.assign(client, {
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  });
}

function settingsOf({ verify, cert, headers = {} }: ClientOptions): https.RequestOptions {
  const own =
    cert === undefined ? {} : { cert: cert.cert as string, key: cert.key as string, passphrase: cert.passphrase };
  const ca = typeof verify === 'string' ? { ca: verify } : {};
  return { rejectUnauthorized: verify !== false, headers: { ...headers }, ...ca, ...own } as https.RequestOptions;
}
