import type { Response } from '@req/core';
import type { IterationOptions, Read, ReadResult } from '../cases/case.ts';
import { describeBytes } from './describe-bytes.ts';
import { iterate } from './iterate.ts';
import { recordBody } from './record-body.ts';
import { recordFailure } from './record-failure.ts';
import { jarValues } from './record-jar.ts';
import { headerLines } from './record-prepared.ts';
import { tagNumbers } from './tag-numbers.ts';

/** Performs one read of a response and records its value or error. */
export async function recordRead(response: Response, read: Read): Promise<ReadResult> {
  try {
    const source = iteration(response, read);
    if (source === null) return { read, value: await readValue(response, read) };
    const { items, failed, error } = await iterate(source, takeOf(read));
    if (!failed) return { read, value: items };
    return { read, error: recordFailure(error), ...(items.length > 0 ? { itemsBefore: items } : {}) };
  } catch (error) {
    return { read, error: recordFailure(error) };
  }
}

function iteration(response: Response, read: Read): AsyncIterable<unknown> | null {
  if (read === 'iterResponse') return response;
  if (typeof read === 'string') return null;
  if ('iterContent' in read) return response.iterContent(iterationOptions(read.iterContent));
  if ('iterLines' in read) return response.iterLines(iterationOptions(read.iterLines));
  return null;
}

/** Options for req. A chunk size of null ("as it arrives") is req's default. */
function iterationOptions({ chunkSize, decodeUnicode, delimiter }: IterationOptions): IterationOptions {
  return {
    ...(chunkSize === undefined || chunkSize === null ? {} : { chunkSize }),
    ...(decodeUnicode === undefined ? {} : { decodeUnicode }),
    ...(delimiter === undefined ? {} : { delimiter }),
  };
}

function takeOf(read: Read): number | undefined {
  if (typeof read === 'string') return undefined;
  if ('iterContent' in read) return read.iterContent.take;
  return 'iterLines' in read ? read.iterLines.take : undefined;
}

async function readValue(response: Response, read: Read): Promise<unknown> {
  if (typeof read !== 'string') {
    if ('rawRead' in read) return describeBytes(await response.raw.read(read.rawRead));
    if (!('setEncoding' in read)) throw new TypeError(`Unknown read: ${JSON.stringify(read)}`);
    response.encoding = read.setEncoding;
    return null;
  }
  switch (read) {
    case 'content':
      return describeBytes(await response.read());
    case 'text':
      await response.read();
      return response.text;
    case 'json':
      await response.read();
      return tagNumbers(response.json());
    case 'apparentEncoding':
      await response.read();
      return response.apparentEncoding;
    case 'history':
      return Promise.all(response.history.map(recordPast));
    case 'close':
      await response.close();
      return null;
    case 'requestBody':
      return (await recordBody(response.request?.body, false)) ?? null;
    default:
      return readHead(response, read);
  }
}

/** Reads that do not need the body. */
function readHead(response: Response, read: string): unknown {
  switch (read) {
    case 'encoding':
      return response.encoding;
    case 'headers':
      return [...new Set([...response.headers].map(([name]) => name.toLowerCase()))].map((name) => [
        name,
        response.headers.get(name),
      ]);
    case 'cookies':
      return jarValues(response.cookies);
    case 'links':
      return { ...response.links };
    case 'raiseForStatus':
      response.raiseForStatus();
      return null;
    case 'next': {
      const next = response.next;
      return next === null ? null : { method: next.method, url: next.url, headers: headerLines(next.headers) };
    }
    case 'requestMethod':
      return response.request?.method;
    case 'requestUrl':
      return response.request?.url;
    case 'requestHeaders':
      return headerLines(response.request?.headers ?? []);
    default:
      throw new TypeError(`Unknown read: ${read}`);
  }
}

async function recordPast(past: Response): Promise<unknown> {
  await past.read();
  return {
    status: past.statusCode,
    url: past.url,
    method: past.request?.method,
    text: past.text,
    cookies: jarValues(past.cookies),
    historyLength: past.history.length,
  };
}
