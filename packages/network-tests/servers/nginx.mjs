import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { startService } from './service.mjs';
import { writeConfig } from './template.mjs';

/** 256 MiB, in bytes. */
export const LARGE = 268_435_456;

export const NGINX_PORTS = [
  'http',
  'https',
  'expired',
  'wrongHost',
  'selfSigned',
  'mtls',
  'http2',
  'shortLived',
  'shortLivedTls',
  'hinted',
  'fewRequests',
];

/** nginx: various certificates, HTTP/2, connection limits and files; everything else is passed on to httpbin. */
export async function startNginx(root, ports, certificates) {
  const dir = `${root}/nginx`;
  for (const path of [dir, `${dir}/files`, `${dir}/uploads`]) mkdirSync(path);
  writeFileSync(`${dir}/files/large.bin`, '');
  // A sparse file: nginx sends zeros.
  truncateSync(`${dir}/files/large.bin`, LARGE);
  const line = 'Not all who wander are lost; the deep roots are not reached by the frost. ';
  writeFileSync(`${dir}/files/text.txt`, line.repeat(4000));
  const socket = `${dir}/http.sock`;
  const config = writeConfig('nginx.conf', `${dir}/nginx.conf`, { ...ports, ...certificates, dir, socket });
  writeConfig('nginx-routes.conf', `${dir}/routes.conf`, { ...ports, dir });
  const args = ['-p', dir, '-c', config, '-e', `${dir}/error.log`];
  await startService({ name: 'nginx', command: '/usr/sbin/nginx', args, port: ports.http, log: `${dir}/out.log` });
  return { socketPath: socket, uploads: `${dir}/uploads`, text: line.repeat(4000) };
}
