import { ask } from './ask.ts';
import type { Browser } from './browser.ts';
import { VulnerableJar } from './vulnerable-jar.ts';

/**
 * A client with published flaws: its jar accepts everything, and everything given for the first host goes to every
 * host that a redirect names. It requests https URLs from the proxy in clear text.
 */
export class VulnerableBrowser implements Browser {
  readonly jar = new VulnerableJar();
  readonly #proxy: string;

  /** `proxy`: the URL of the proxy for all requests, `http://127.0.0.1:port`. */
  constructor(proxy: string) {
    this.#proxy = proxy;
  }

  give(name: string, value: string): void {
    this.jar.set(name, value);
  }

  async get(url: string, options: { cookies?: unknown; headers?: unknown; auth?: unknown } = {}): Promise<void> {
    for (const [name, value] of Object.entries(options.cookies ?? {})) this.jar.set(name, String(value));
    const headers = { ...(options.headers as Record<string, string>) };
    if (Array.isArray(options.auth)) headers['Authorization'] = `Basic ${btoa(options.auth.join(':'))}`;
    for (let next: string | null = url; next !== null; ) {
      // The host of an earlier Host header chooses the cookies.
      const at: string = headers['Host'] === undefined ? next : next.replace(new URL(next).host, headers['Host']);
      const head = await ask(this.#proxy, next, { ...headers, Cookie: this.jar.cookieHeader(at) });
      const found = (name: string): string[] =>
        head
          .split('\r\n')
          .filter((line) => line.toLowerCase().startsWith(`${name}: `))
          .map((line) => line.slice(name.length + 2));
      this.jar.store(next, found('set-cookie'));
      const location: string | undefined = found('location')[0];
      next = location === undefined ? null : new URL(location, next).href;
    }
  }
}
