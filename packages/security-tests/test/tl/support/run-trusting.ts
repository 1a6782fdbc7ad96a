import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** What a process trusts, and what it is to ask for. */
export interface Errand {
  /** A transport's name. */
  readonly client: string;
  readonly urls: readonly string[];
  /** PEM given as `verify`; by default nothing is said. */
  readonly verify?: string | undefined;
  /** `verify` is given as text, not as the path of a file. */
  readonly asText?: boolean | undefined;
  /** The folder for temporary files. */
  readonly temporary?: string | undefined;
  /** PEM that the environment says to trust besides the platform's. */
  readonly extra?: string | undefined;
  /** PEM of the system's store, and the flag that says to use it. */
  readonly system?: { readonly flag: string; readonly pem: string } | undefined;
}

/** A folder for the client in one file (Node runs no TypeScript) and for its certificates; below the root's packages. */
export class TrustingProcess {
  readonly #folder = mkdtempSync(join(root, 'node_modules/.trusting-'));
  #bundle: Promise<string> | null = null;
  #files = 0;

  async outcomes({ client, urls, verify, extra, system, asText = false, temporary }: Errand): Promise<string[]> {
    this.#bundle ??= this.#build();
    const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };
    if (extra !== undefined) env['NODE_EXTRA_CA_CERTS'] = this.#file(extra);
    if (asText) env['AS_TEXT'] = '1';
    if (temporary !== undefined) env['TMPDIR'] = temporary;
    if (system !== undefined) env['SSL_CERT_FILE'] = this.#file(system.pem);
    const flags = system === undefined ? [] : [system.flag];
    const bundle = verify === undefined ? '' : this.#file(verify);
    return JSON.parse(
      await output(process.execPath, [...flags, await this.#bundle, client, bundle, ...urls], env),
    ) as string[];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(pem: string): string {
    const path = join(this.#folder, `${this.#files++}.pem`);
    writeFileSync(path, pem);
    return path;
  }

  async #build(): Promise<string> {
    const file = join(this.#folder, 'client.mjs');
    const external = ['undici', 'axios', 'node-fetch', 'tough-cookie', 'iconv-lite', 'socks'];
    const flags = ['--bundle', '--platform=node', '--format=esm', '--conditions=@req/source', '--log-level=error'];
    const entry = fileURLToPath(new URL('trusting-client.ts', import.meta.url));
    const args = [entry, ...flags, ...external.map((each) => `--external:${each}`), `--outfile=${file}`];
    await output(join(root, 'node_modules/.bin/esbuild'), args, process.env);
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
