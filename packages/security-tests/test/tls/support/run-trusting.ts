import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '@req/test-support/bundle';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** What a process trusts, and its folder for temporary files. */
export interface World {
  /** PEM that the environment adds to the platform's trust store. */
  readonly extra?: string;
  /** PEM of the system's store, and the flag that makes Node use it. */
  readonly system?: { readonly flag: string; readonly pem: string };
  /** The folder for temporary files. */
  readonly temporary?: string;
}

/** One request. */
export interface Errand {
  /** A transport's name, or that of a vulnerable client. */
  readonly client: string;
  readonly url: string;
  /** PEM given as `verify`, as text; by default none. */
  readonly verify?: string | undefined;
}

/** A folder below node_modules for the bundled client (Node 20 does not run TypeScript) and its certificates. */
export class TrustingProcess {
  readonly #folder = mkdtempSync(join(root, 'node_modules/.trusting-'));
  #bundle: Promise<string> | null = null;
  #files = 0;

  /** The body of each response, or the name of the error. A process takes a second: send many requests in one. */
  async outcomes({ extra, system, temporary }: World, jobs: readonly Errand[]): Promise<string[]> {
    this.#bundle ??= this.#build();
    const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };
    if (extra !== undefined) env['NODE_EXTRA_CA_CERTS'] = this.#file(extra);
    if (temporary !== undefined) env['TMPDIR'] = temporary;
    if (system !== undefined) env['SSL_CERT_FILE'] = this.#file(system.pem);
    const flags = system === undefined ? [] : [system.flag];
    const args = [...flags, await this.#bundle, this.#file(JSON.stringify(jobs))];
    return JSON.parse(await output(process.execPath, args, env)) as string[];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(content: string): string {
    const path = join(this.#folder, `${this.#files++}`);
    writeFileSync(path, content);
    return path;
  }

  async #build(): Promise<string> {
    const file = join(this.#folder, 'client.mjs');
    await bundleForNode(file, {
      entryPoints: [fileURLToPath(new URL('trusting-client.ts', import.meta.url))],
      external: ['undici', 'axios', 'node-fetch', 'tough-cookie', 'iconv-lite', 'socks'],
    });
    return file;
  }
}

function output(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
    const [out, errors]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(out.join(''));
      else reject(new Error(`${command} ended with ${code}: ${errors.join('').slice(0, 2_000)}`));
    });
  });
}
