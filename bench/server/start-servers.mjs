import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts both servers, each in a process of its own. */
export async function startServers() {
  const [fast, upload] = await Promise.all([start('fast-server.mjs'), start('upload-server.mjs')]);
  return {
    origin: `http://127.0.0.1:${fast.port}`,
    uploads: `http://127.0.0.1:${upload.port}`,
    stop() {
      fast.child.disconnect();
      upload.child.disconnect();
    },
  };
}

async function start(file) {
  const child = fork(new URL(file, import.meta.url));
  const [{ port }] = await once(child, 'message');
  return { child, port };
}
