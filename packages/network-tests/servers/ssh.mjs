import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { isIP } from 'node:net';
import { userInfo } from 'node:os';
import { nssWrapper } from './install.mjs';
import { LogFile } from './log-file.mjs';
import { startService } from './service.mjs';
import { writeConfig } from './template.mjs';

export const SSH_PORTS = ['sshd', 'ssh'];

/** `ssh -D`, a SOCKS4a proxy, connected to a local OpenSSH server, which resolves the names. */
export async function startSsh(root, ports, { hosts }) {
  const dir = `${root}/ssh`;
  mkdirSync(dir);
  mkdirSync('/run/sshd', { recursive: true });
  for (const name of ['host-key', 'user-key']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${dir}/${name}`]);
  }
  const config = writeConfig('sshd.conf', `${dir}/sshd.conf`, { ...ports, dir });
  const env = { LD_PRELOAD: nssWrapper(), NSS_WRAPPER_HOSTS: hosts };
  const server = { name: 'sshd', command: '/usr/sbin/sshd', args: ['-D', '-e', '-f', config] };
  await startService({ ...server, port: ports.sshd, log: `${dir}/sshd.log`, env });
  const options = ['-F', 'none', '-i', `${dir}/user-key`, '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=no'];
  const quiet = ['-o', 'UserKnownHostsFile=/dev/null', '-o', 'ExitOnForwardFailure=yes', '-o', 'BatchMode=yes'];
  const where = ['-p', String(ports.sshd), '-D', `127.0.0.1:${ports.ssh}`, `${userInfo().username}@127.0.0.1`];
  const client = { name: 'ssh', command: '/usr/bin/ssh', args: ['-N', '-vv', ...options, ...quiet, ...where] };
  await startService({ ...client, port: ports.ssh, log: `${dir}/ssh.log`, env: { HOME: dir } });
  return new LogFile(`${dir}/ssh.log`, readLine);
}

function readLine(line) {
  const match = /dynamic request: (socks\d\w?) host (\S+) port (\d+)/.exec(line);
  if (match === null) return null;
  return { host: match[2], by: isIP(match[2]) === 0 ? 'name' : 'address', port: Number(match[3]) };
}
