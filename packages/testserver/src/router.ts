import type { ParsedRequest } from './parsed-request.ts';
import type { Reply } from './reply/reply.ts';

export type Handler = (request: ParsedRequest) => Reply | Promise<Reply>;

/** A path, its methods and its handler. */
export interface Route {
  /** Segments are `text`, `:name` or `:name(int)` (digits only); a final `*` matches the rest. */
  readonly path: string;
  /** HEAD is added to GET, OPTIONS to every route. */
  readonly methods: readonly string[];
  readonly handler: Handler;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export function get(path: string, handler: Handler): Route {
  return { path, methods: ['GET'], handler };
}

/** A route for what httpbin calls any method. */
export function any(path: string, handler: Handler): Route {
  return { path, methods: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE'], handler };
}

/** Every method a route accepts. */
export function allowed(route: Route): readonly string[] {
  return [...route.methods, ...(route.methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  const isOpen = pattern.at(-1) === '*';
  if (isOpen ? segments.length < pattern.length : segments.length !== pattern.length) return null;
  const params: Record<string, string> = Object.create(null);
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i] ?? '';
    if (part === '*') return params;
    if (!part.startsWith(':')) {
      if (part !== segment) return null;
      continue;
    }
    const isInteger = part.endsWith('(int)');
    if (segment === '' || (isInteger && !/^\d+$/.test(segment))) return null;
    params[isInteger ? part.slice(1, -5) : part.slice(1)] = segment;
  }
  return params;
}

/** Finds the route of a request: an exact path first, then the first pattern that matches. */
export class Router {
  readonly routes: readonly Route[];
  readonly #exact = new Map<string, Route>();
  readonly #patterns: { readonly parts: readonly string[]; readonly route: Route }[] = [];

  constructor(routes: readonly Route[]) {
    this.routes = routes;
    for (const route of routes) {
      if (/[:*]/.test(route.path)) this.#patterns.push({ parts: route.path.slice(1).split('/'), route });
      else this.#exact.set(route.path, route);
    }
  }

  /** @param path The path of the request target, without its query. */
  find(path: string): Match | null {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return { route: exact, params: {} };
    const segments = path.slice(1).split('/').map(decode);
    for (const { parts, route } of this.#patterns) {
      const params = matchPath(parts, segments);
      if (params !== null) return { route, params };
    }
    return null;
  }
}
