import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { writeCertificates } from './certificate-files.mjs';
import { freePorts } from './free-ports.mjs';
import { startHttpbin } from './httpbin.mjs';
import { NGINX_PORTS, startNginx } from './nginx.mjs';
import { OPENSSL_PORTS, startOpenssl } from './openssl.mjs';
import { killServices, stopServices } from './service.mjs';
import { SOCKS_PORTS, startSocks } from './socks.mjs';
import { SQUID_PORTS, startSquid } from './squid.mjs';
import { SSH_PORTS, startSsh } from './ssh.mjs';

const CREDENTIALS = { user: 'aladdin', password: 'open%sesame' };
/** A host name that only the proxies can resolve. */
const PROXY_ONLY = 'only-the-proxy.test';

/** Starts all servers on free ports of loopback. `stop()` stops them and removes their files. */
export async function startAll() {
  const root = mkdtempSync(`${tmpdir()}/req-network-`);
  chmodSync(root, 0o755);
  const remove = () => rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', () => {
    killServices();
    remove();
  });
  const certificates = await writeCertificates(`${root}/tls`);
  const hosts = `${root}/hosts`;
  writeFileSync(hosts, `127.0.0.1 localhost\n127.0.0.1 ${PROXY_ONLY}\n`, { mode: 0o644 });
  const names = ['httpbin', 'closed', ...NGINX_PORTS, ...SQUID_PORTS, ...SOCKS_PORTS, ...SSH_PORTS, ...OPENSSL_PORTS];
  const ports = await freePorts(names);
  const access = { ...CREDENTIALS, hosts };
  const [nginx, squid, socks, ssh] = await Promise.all([
    startNginx(root, ports, certificates),
    startSquid(root, ports, { ...access, certificates }),
    startSocks(root, ports, access),
    startSsh(root, ports, access),
    startHttpbin(root, ports),
    startOpenssl(root, ports, certificates),
  ]);
  const logs = { squid, ...socks, ssh };
  const stop = async () => {
    await stopServices();
    remove();
  };
  return { root, ports, certificates, ...nginx, logs, ...addresses(ports), ...CREDENTIALS, stop };
}

/** URLs of the servers, without a trailing slash. */
function addresses(ports) {
  const { user, password } = CREDENTIALS;
  const login = `${user}:${encodeURIComponent(password)}`;
  const local = (scheme, port, userinfo = '') => `${scheme}://${userinfo}127.0.0.1:${ports[port]}`;
  const origin = Object.fromEntries(
    NGINX_PORTS.map((name) => [name, `${isTls(name) ? 'https' : 'http'}://localhost:${ports[name]}`]),
  );
  const proxy = {
    open: local('http', 'squid'),
    login: local('http', 'squidAuth', `${login}@`),
    noLogin: local('http', 'squidAuth'),
    wrongLogin: local('http', 'squidAuth', `${user}:wr0ngsecret@`),
    overTls: `https://localhost:${ports.squidTls}`,
    closed: local('http', 'closed'),
    socks5: local('socks5', 'microsocks'),
    socks5h: local('socks5h', 'microsocks'),
    socks5Login: local('socks5h', 'microsocksAuth', `${login}@`),
    socks5NoLogin: local('socks5h', 'microsocksAuth'),
    socks5WrongLogin: local('socks5h', 'microsocksAuth', `${user}:wr0ngsecret@`),
    socks4: local('socks4', 'dante'),
    socks4a: local('socks4a', 'ssh'),
    dante5: local('socks5', 'dante'),
    dante5h: local('socks5h', 'dante'),
    socksClosed: local('socks5h', 'closed'),
  };
  return { origin, proxy };
}

const PLAIN = new Set(['http', 'shortLived', 'hinted', 'fewRequests']);
const isTls = (name) => !PLAIN.has(name);
