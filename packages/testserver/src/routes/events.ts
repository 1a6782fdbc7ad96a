import { gzipSync } from 'node:zlib';
import type { ParsedRequest } from '../parsed-request.ts';
import { type Reply, textReply, withHeaders } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';

const TYPES = ['PushEvent', 'WatchEvent', 'CreateEvent', 'ForkEvent', 'IssuesEvent', 'PullRequestEvent'] as const;
const PEOPLE = ['ada', 'grace', 'edsger', 'barbara', 'donald'] as const;
const PROJECTS = ['engine', 'compiler', 'shortest-path', 'abstraction', 'literate'] as const;
const COUNT = 30;
const NEWEST = Date.UTC(2012, 0, 1);

/** Event `i` of the timeline, the same in every run. */
function event(i: number): Record<string, unknown> {
  const who = PEOPLE[i % PEOPLE.length];
  const name = `${who}/${PROJECTS[(i * 3) % PROJECTS.length]}`;
  return {
    repository: { open_issues: i % 4, url: `https://github.com/${name}`, name, watchers: 10 + i },
    id: String(2_000_000_000 - i),
    type: TYPES[i % TYPES.length],
    actor: { login: who, url: `https://api.github.com/users/${who}` },
    repo: { id: 1000 + i, name, url: `https://api.github.com/repos/${name}` },
    payload: { message: i === 0 ? 'naïve café' : `event ${i}` },
    public: true,
    created_at: new Date(NEWEST - i * 1000).toISOString().replace('.000', ''),
  };
}

const TIMELINE = JSON.stringify(Array.from({ length: COUNT }, (_, i) => event(i)));

function acceptsGzip(request: ParsedRequest): boolean {
  const codings = (request.headers.get('accept-encoding') ?? '').toLowerCase().split(',');
  return codings.some((coding) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/.test(coding));
}

/** A JSON array in the format of GitHub's public timeline, with gzip if the client accepts it. */
function events(request: ParsedRequest): Reply {
  const plain = withHeaders(textReply(TIMELINE, 'application/json; charset=utf-8'), ['Vary', 'Accept-Encoding']);
  if (!acceptsGzip(request)) return plain;
  return withHeaders({ ...plain, body: gzipSync(plain.body as Buffer) }, ['Content-Encoding', 'gzip']);
}

export const eventRoutes: readonly Route[] = [get('/events', events)];
