import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { LogFile } from './log-file.mjs';
import { startService } from './service.mjs';
import { writeConfig } from './template.mjs';

export const SQUID_PORTS = ['squid', 'squidAuth', 'squidTls'];

/** squid: without authentication, with Basic authentication, and over TLS. */
export async function startSquid(root, ports, { certificates, hosts, user, password }) {
  const dir = `${root}/squid`;
  mkdirSync(dir);
  // squid runs as the user "proxy".
  chmodSync(dir, 0o777);
  const hash = execFileSync('openssl', ['passwd', '-apr1', '-stdin'], { input: password, encoding: 'utf8' }).trim();
  writeFileSync(`${dir}/passwords`, `${user}:${hash}\n`);
  const config = writeConfig('squid.conf', `${dir}/squid.conf`, { ...ports, ...certificates, dir, hosts });
  const args = ['-N', '-f', config];
  await startService({ name: 'squid', command: '/usr/sbin/squid', args, port: ports.squid, log: `${dir}/out.log` });
  return new LogFile(`${dir}/seen.log`, readLine);
}

function readLine(line) {
  const [port, from, method, url, status, user] = line.split(' ');
  return { port: Number(port), from: Number(from), method, url, status: Number(status), user };
}
