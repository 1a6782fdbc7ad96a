import { mkdirSync } from 'node:fs';
import { isIP } from 'node:net';
import { nssWrapper } from './install.mjs';
import { LogFile } from './log-file.mjs';
import { startService } from './service.mjs';
import { writeConfig } from './template.mjs';

export const SOCKS_PORTS = ['microsocks', 'microsocksAuth', 'dante'];

/** microsocks speaks SOCKS5, with and without a password; Dante also SOCKS4. Both have a hosts file of their own. */
export async function startSocks(root, ports, { hosts, user, password }) {
  const dir = `${root}/socks`;
  mkdirSync(dir);
  const env = { LD_PRELOAD: nssWrapper(), NSS_WRAPPER_HOSTS: hosts };
  const microsocks = (port, extra) => {
    const log = `${dir}/${port}.log`;
    const args = ['-i', '127.0.0.1', '-p', String(port), ...extra];
    return startService({ name: 'microsocks', command: '/usr/bin/microsocks', args, port, log, env });
  };
  await microsocks(ports.microsocks, []);
  await microsocks(ports.microsocksAuth, ['-u', user, '-P', password]);
  const config = writeConfig('danted.conf', `${dir}/danted.conf`, { ...ports, dir });
  const args = ['-f', config, '-p', `${dir}/danted.pid`];
  const log = `${dir}/out.log`;
  await startService({ name: 'danted', command: '/usr/sbin/danted', args, port: ports.dante, log, env });
  return {
    microsocks: new LogFile(`${dir}/${ports.microsocks}.log`, readMicrosocks),
    microsocksAuth: new LogFile(`${dir}/${ports.microsocksAuth}.log`, readMicrosocks),
    dante: new LogFile(`${dir}/dante.log`, readDante),
  };
}

/** Whether the proxy received a name or an address, which shows who resolved the name. */
function target(host) {
  return { host, by: isIP(host) === 0 ? 'name' : 'address' };
}

function readMicrosocks(line) {
  const match = /connected to (.+):(\d+)$/.exec(line);
  return match === null ? null : { ...target(match[1]), port: Number(match[2]) };
}

function readDante(line) {
  const match = /pass\(\d+\): tcp\/connect \[: \S+ \S+ -> \S+ (\S+)\.(\d+)(?: |$)/.exec(line);
  return match === null ? null : { ...target(match[1]), port: Number(match[2]) };
}
