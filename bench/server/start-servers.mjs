import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startNginx } from './nginx.mjs';

/** Starts the servers, each in a process of its own. nginx serves the small document if it is installed. */
export async function startServers() {
  const [fast, upload, nginx] = await Promise.all([start('fast-server.mjs'), start('upload-server.mjs'), startNginx()]);
  const origin = `http://127.0.0.1:${fast.port}`;
  return {
    origin,
    small: nginx?.origin ?? origin,
    smallServer: nginx === null ? 'raw sockets of Node' : 'nginx, one worker',
    uploads: `http://127.0.0.1:${upload.port}`,
    stop() {
      fast.child.disconnect();
      upload.child.disconnect();
      nginx?.stop();
    },
  };
}

async function start(file) {
  const child = fork(new URL(file, import.meta.url));
  const [{ port }] = await once(child, 'message');
  return { child, port };
}
