import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../python/main.py', import.meta.url));

/** Python Requests in a process of its own. */
export class PythonRequests {
  version = '';
  #child;
  #lines;

  static async start({ root }) {
    const self = new PythonRequests();
    const env = { PATH: process.env.PATH, NETRC: `${root}/no-netrc`, HOME: root, LANG: 'C.UTF-8' };
    self.#child = spawn('/usr/bin/python3', ['-W', 'ignore', SCRIPT], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    self.#lines = createInterface({ input: self.#child.stdout })[Symbol.asyncIterator]();
    self.version = (await self.#next()).version;
    return self;
  }

  /** Sends one request, like `sendRequest`. */
  request({ method = 'GET', url, options = {}, session = {}, environment = {} }) {
    return this.#ask({ method, url, options: toPython(options), session: toPython(session), environment });
  }

  /** Runs a function of scenarios.py; resolves to `{ value }`, or `{ outcome, message }` of the exception. */
  scenario({ name, ...args }) {
    return this.#ask({ scenario: name, args });
  }

  async stop() {
    this.#child.stdin.end();
    this.#child.kill();
  }

  #ask(question) {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    return this.#next();
  }

  async #next() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('The Python process has exited.');
    return JSON.parse(value);
  }
}

const NAMES = { allowRedirects: 'allow_redirects', trustEnv: 'trust_env' };

function toPython(options) {
  const python = {};
  for (const [name, value] of Object.entries(options)) python[NAMES[name] ?? name] = value;
  if (options.timeout !== undefined) python.timeout = inSeconds(options.timeout);
  return python;
}

function inSeconds(timeout) {
  if (typeof timeout === 'number') return timeout / 1000;
  const [connect, read] = Array.isArray(timeout) ? timeout : [timeout.connect ?? null, timeout.read ?? null];
  return [connect && connect / 1000, read && read / 1000];
}
