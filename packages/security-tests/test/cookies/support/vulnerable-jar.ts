/** A cookie as the vulnerable jar keeps it. */
interface VulnerableCookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  sameSite: string;
  expires: number;
}

/** A cookie jar with every published flaw: no host-only cookies, domains compared as text suffixes, nothing rejected. */
export class VulnerableJar {
  cookies: VulnerableCookie[] = [];
  readonly #index: Record<string, Record<string, string>> = {};

  set(name: string, value: string, options: { domain?: string; path?: string } = {}): this {
    this.#put({
      name,
      value,
      domain: options.domain ?? '',
      path: options.path ?? '/',
      sameSite: '',
      expires: Infinity,
    });
    return this;
  }

  store(url: string, lines: readonly string[]): void {
    const host = new URL(url).hostname;
    // It treats a bare CR as a line end, as many servers do.
    for (const line of lines.flatMap((text) => text.split(/\r/))) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      const said = (key: string): string | undefined =>
        attributes
          .find((text) => text.trim().toLowerCase().startsWith(key))
          ?.split('=')[1]
          ?.trim();
      const age = said('max-age');
      this.#put({
        name: decoded(name.trim()),
        value: decoded(value.join('=').trim()),
        domain: (said('domain') ?? host).replace(/^\.+|\.+$/g, '').toLowerCase(),
        path: said('path') ?? '/',
        sameSite: ['Strict', 'Lax', 'None'].find((word) => said('samesite')?.includes(word)) ?? '',
        expires: age === undefined ? Infinity : new Date(Date.now() + Number(age) * 1000).getTime(),
      });
    }
  }

  cookieHeader(url: string): string {
    const { hostname, pathname } = new URL(url);
    return this.cookies
      .filter(({ domain, path }) => hostname.replace(/\.$/, '').endsWith(domain) && pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  toNetscape(): string {
    return this.cookies.map((c) => `.${c.domain}\tTRUE\t${c.path}\tFALSE\t0\t${c.name}\t${c.value}\n`).join('');
  }

  static fromNetscape(text: string): VulnerableJar {
    const jar = new VulnerableJar();
    for (const line of text.split(/[\r\n]+/)) {
      const [domain = '', , path = '/', , , name = '', value = ''] = line.split('\t');
      if (name !== '') jar.set(name, value, { domain: domain.replace(/^\./, ''), path });
    }
    return jar;
  }

  /** Ignores host-only, Secure and dates. */
  toJSON(): unknown[] {
    return this.cookies.map(({ name, value, domain }) => ({ name, value, domain }));
  }

  static fromJSON(json: string): VulnerableJar {
    const jar = new VulnerableJar();
    for (const { name, value, domain } of JSON.parse(json)) jar.set(name, value, { domain });
    return jar;
  }

  /** An index by domain and name in plain objects. */
  #put(cookie: VulnerableCookie): void {
    this.#index[cookie.domain] ??= {};
    (this.#index[cookie.domain] as Record<string, string>)[cookie.name] = cookie.value;
    this.cookies = this.cookies.filter(({ name, domain }) => name !== cookie.name || domain !== cookie.domain);
    this.cookies.push(cookie);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
