// Runs a command with a limit of time. Nothing of it is left running: it gets a process group of its own.
import { spawn } from 'node:child_process';

const running = new Set();

/** Resolves with `{ code, output, timedOut }`, where `output` is what the command wrote last, at most 64 KiB. */
export function run(command, args, { cwd, env = {}, seconds = 120, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true });
    running.add(child);
    let output = '';
    let timedOut = false;
    const add = (chunk) => {
      output = (output + chunk).slice(-65_536);
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.stdin.on('error', () => {});
    child.stdin.end();
    signal?.addEventListener('abort', () => killGroup(child), { once: true });
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, seconds * 1000);
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      // What it started and left behind.
      killGroup(child);
      resolve({ code, output, timedOut });
    };
    child.once('error', (error) => {
      add(error.message);
      end(null);
    });
    child.once('close', end);
  });
}

/** As `run`, for a step that everything else needs. @throws Error with the output if it fails */
export async function mustRun(command, args, options) {
  const { code, output, timedOut } = await run(command, args, options);
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')}: ${timedOut ? 'timed out' : `exit ${code}`}\n${output}`);
  return output;
}

function killGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

process.once('exit', () => {
  for (const child of running) killGroup(child);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
