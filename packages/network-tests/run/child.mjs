import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const children = new Set();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/**
 * Runs a script of children/ in a process of its own. Resolves to the object it printed, and in `lingered` the
 * milliseconds from that until it exited.
 */
export function runChild(script, args, { env = {}, limit = 60_000 } = {}) {
  const path = fileURLToPath(new URL(`../children/${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args.map(String)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), limit);
  let printed = null;
  let at = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    printed = JSON.parse(line);
    at = performance.now();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      children.delete(child);
      const lingered = performance.now() - at;
      if (code !== 0 || printed === null) reject(new Error(`${script} ended with ${signal ?? code}`));
      else resolve({ ...printed, lingered });
    });
  });
}
