// A command like curl:  node examples/cli.mjs [-X METHOD] [-H 'Name: value'] [-d DATA | -d @FILE | -d -] [-o FILE] URL
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import requests, { ConnectionError, HTTPError, RequestException, Timeout } from '@req/requests';

const options = {
  request: { type: 'string', short: 'X' },
  header: { type: 'string', short: 'H', multiple: true, default: [] },
  data: { type: 'string', short: 'd' },
  output: { type: 'string', short: 'o' },
};

const dataOf = (text, stdin) => (text === '-' ? stdin : text?.startsWith('@') ? createReadStream(text.slice(1)) : text);

/** Those of curl, where it has one. */
function statusOf(error) {
  if (error instanceof HTTPError) return 22;
  if (error instanceof Timeout) return 28;
  if (error instanceof ConnectionError) return 7;
  return error instanceof RequestException ? 1 : 2;
}

/** The body goes to stdout, everything else to stderr, and the exit status says how it went. */
export async function main(args, { stdin, stdout, stderr } = process) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { header, data, output, request = data === undefined ? 'GET' : 'POST' } = values;
    const [url] = positionals;
    if (url === undefined) throw new TypeError('Which URL?');
    const r = await requests.request(request, url, {
      headers: header.map((line) => line.split(/:\s*(.*)/s, 2)),
      data: dataOf(data, stdin),
      stream: true,
    });
    r.raiseForStatus();
    if (output !== undefined) await r.save(output);
    else await pipeline(r.iterContent(), stdout, { end: false });
    return 0;
  } catch (error) {
    if (error.code === 'EPIPE') return 0; // `| head` has seen enough.
    stderr.write(`${error.message}\n`);
    return statusOf(error);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main(process.argv.slice(2));
