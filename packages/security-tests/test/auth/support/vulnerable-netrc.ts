import { ask, headerOf } from '../../cookies/support/ask.ts';

interface Entry {
  readonly login?: string;
  readonly password?: string;
}

/**
 * A client with the flaws that others had with netrc: it looks up the text before the first colon, completes an entry
 * from the host before it, gives the URL's user the file's password, and keeps credentials on redirects.
 */
export class VulnerableNetrc {
  readonly #proxy: string;
  readonly #entries: Readonly<Record<string, Entry>>;

  constructor(proxy: string, entries: Readonly<Record<string, Entry>>) {
    this.#proxy = proxy;
    this.#entries = entries;
  }

  async get(url: string, { headers = {} }: { readonly headers?: unknown } = {}): Promise<void> {
    let known: Entry = {};
    const sent = { ...(headers as Record<string, string>) };
    for (let next: string | undefined = url; next !== undefined; ) {
      const [, authority = ''] = /^\w+:\/\/([^/]*)/.exec(next) ?? [];
      const host = authority.slice(authority.lastIndexOf('@') + 1);
      const user = authority.includes('@') ? authority.split('@')[0] : undefined;
      const entry: Entry | undefined =
        this.#entries[authority.split(/[:@]/)[0] ?? ''] ?? this.#entries[host] ?? this.#entries['default'];
      if (entry !== undefined) {
        known = { ...known, ...entry };
        sent['Authorization'] ??= `Basic ${btoa(`${user ?? known.login ?? ''}:${known.password ?? ''}`)}`;
      }
      const head = await ask(this.#proxy, next.replace(/\/\/[^/]*@/, '//'), sent);
      next = headerOf(head, 'location');
    }
  }
}
