import { startService } from './service.mjs';

/** Debian's httpbin under gunicorn. */
export async function startHttpbin(root, ports) {
  const args = [
    '/usr/bin/gunicorn',
    '--bind',
    `127.0.0.1:${ports.httpbin}`,
    '--worker-class',
    'gthread',
    '--threads',
    '32',
    '--worker-tmp-dir',
    root,
    '--graceful-timeout',
    '1',
    'httpbin:app',
  ];
  const log = `${root}/httpbin.log`;
  await startService({ name: 'httpbin', command: '/usr/bin/python3', args, port: ports.httpbin, log, cwd: root });
}
