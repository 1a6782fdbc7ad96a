import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian packages, each with a file that exists if it is installed. */
const PACKAGES = {
  'nginx-light': '/usr/sbin/nginx',
  'squid-openssl': '/usr/lib/squid/basic_ncsa_auth',
  microsocks: '/usr/bin/microsocks',
  'dante-server': '/usr/sbin/danted',
  gunicorn: '/usr/bin/gunicorn',
  'python3-httpbin': '/usr/lib/python3/dist-packages/httpbin/core.py',
  'python3-requests': '/usr/lib/python3/dist-packages/requests/__init__.py',
  'python3-socks': '/usr/lib/python3/dist-packages/socks.py',
  'libnss-wrapper': nssWrapper(),
  'openssh-server': '/usr/sbin/sshd',
  'openssh-client': '/usr/bin/ssh',
  openssl: '/usr/bin/openssl',
};

/** The packages that are not installed. */
function missingPackages() {
  return Object.keys(PACKAGES).filter((name) => !existsSync(PACKAGES[name]));
}

/** Installs missing packages, which requires root. */
export function installMissing() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) throw new Error(`Install these as root first: apt-get install ${missing.join(' ')}`);
  console.log(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  // RUNLEVEL=1 keeps packages from starting their services.
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('apt-get', ['update', '-qq'], quiet);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet);
}

/** Path of a library that gives a process its own /etc/hosts. */
export function nssWrapper() {
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
  return `/usr/lib/${machine}-linux-gnu/libnss_wrapper.so`;
}
