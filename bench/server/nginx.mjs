// nginx with one worker that serves the small document.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../packages/network-tests/servers/free-ports.mjs';
import { SMALL } from './small-document.mjs';

const NGINX = '/usr/sbin/nginx';

/** @returns The running server, or `null` if nginx is not installed. */
export async function startNginx() {
  if (!existsSync(NGINX)) return null;
  const folder = mkdtempSync(`${tmpdir()}/req-bench-nginx-`);
  const { port } = await freePorts(['port']);
  writeFileSync(`${folder}/nginx.conf`, configuration(folder, port));
  const child = spawn(NGINX, ['-p', folder, '-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`], {
    stdio: 'ignore',
  });
  await waitForPort(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    stop() {
      child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      child.kill('SIGTERM');
    },
  };
}

function configuration(folder, port) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n  ');
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  ${temporary}
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      default_type application/json;
      return 200 '${SMALL}';
    }
  }
}
`;
}

async function waitForPort(port) {
  for (let tries = 0; tries < 100; tries++) {
    const up = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (up) return;
    await sleep(50);
  }
  throw new Error('nginx did not start');
}
