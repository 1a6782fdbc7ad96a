import { redactUrl } from '#redact';
import { MissingSchema } from '../errors/errors.ts';

/** The error for a URL without a scheme, with what to write in its place. */
export function missingScheme(url: string): MissingSchema {
  const hint = url.trim() === '' ? ', since the URL is empty' : `. ${withScheme(url)}`;
  return new MissingSchema(`Invalid URL '${redactUrl(url)}': No scheme supplied${hint}`);
}

function withScheme(url: string): string {
  if (/^\/(?!\/)/.test(url)) return "For a path, create a session with a base: new Session({ baseUrl: 'https://…' })";
  return `Perhaps you meant https://${redactUrl(url.replace(/^\/+/, '') || 'example.org/')}?`;
}
