import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A client in a process of its own, so that no client runs on code that another has optimized or deoptimized. */
export class ClientProcess {
  static async start(name, url, execArgv = []) {
    const child = fork(new URL('processes/small-json.mjs', import.meta.url), [name, url], { execArgv });
    await once(child, 'message');
    return new ClientProcess(name, child);
  }

  constructor(name, child) {
    this.name = name;
    this.child = child;
  }

  async round(requests, concurrency) {
    this.child.send({ requests, concurrency });
    return (await once(this.child, 'message'))[0];
  }

  stop() {
    this.child.send({ exit: true });
  }
}

/** Python Requests with the same interface, or `null` if it is not installed. It sends one request at a time. */
export async function startPython(url) {
  const script = new URL('processes/python-requests.py', import.meta.url).pathname;
  const child = spawn('/usr/bin/python3', [script, url], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return null;
  return {
    name: `Requests ${JSON.parse(first.value).version}`,
    async round(requests) {
      child.stdin.write(`${JSON.stringify({ requests })}\n`);
      return JSON.parse((await lines.next()).value);
    },
    stop() {
      child.stdin.end();
    },
  };
}
