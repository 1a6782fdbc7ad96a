import { type FilePath, hasher, type Interval, type PartFile, type PartPlace, partPlace, writeStream } from '#platform';
import { type ProgressListener, trackProgress } from '../body/progress.ts';
import { DownloadError } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { redactUrl } from '../errors/redact.ts';
import { headerEntries } from '../headers/header-map.ts';
import { checkBoolean, checkFunction, checkSignal } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind } from '../lang/known-options.ts';
import { prepareUrl, urlText } from '../request/prepare-url.ts';
import type { Response } from '../response/response.ts';
import { drain } from '../send/read-body.ts';
import { checkSession, type RequestOptions, requestingKind } from '../session/options.ts';
import type { Session } from '../session/session.ts';
import { resolveBaseUrl } from '../session/session-settings.ts';
import { divisible, heldRange, isCoded, lengthOf } from './content-range.ts';
import { bytesToHex, type ExpectedDigest, expectedDigest } from './expected-digest.ts';
import { fillPart, firstMissing, type RangeSource } from './fill-part.ts';

/** The options of `download()`, besides those of each request. */
export interface DownloadOptions
  extends Omit<RequestOptions, 'stream' | 'data' | 'json' | 'files' | 'onUploadProgress' | 'onDownloadProgress'> {
  /**
   * Whether a download that fails, or whose process is killed, leaves what it has beside the target (`.req-….part` and
   * `.req-….journal`), and the next one of the same URL to the same path continues it. Default: true.
   */
  readonly resume?: boolean | undefined;
  /** Connections at most, each for a part of the file, where the server offers that. Default: 1. */
  readonly parallel?: number | undefined;
  /** What the file must be: `sha256:<hex>` or `sha256-<base64>`; also sha384 and sha512. */
  readonly digest?: string | null | undefined;
  /** Called as bytes are written to the file; what an earlier download wrote is counted, too. */
  readonly onProgress?: ProgressListener | null | undefined;
}

const KIND: OptionsKind = requestingKind(
  'download()',
  ['resume', 'parallel', 'digest', 'onProgress'],
  ['stream', 'data', 'json', 'files', 'onUploadProgress', 'onDownloadProgress'],
);

/**
 * Downloads a URL to a file, given by its path, a `file:` URL or the bytes of its path. As with `response.save()`, the file
 * appears, or is replaced, once it is complete and checked; an existing one keeps its mode and owner.
 *
 * ```ts
 * await download(session, url, 'image.iso', { parallel: 4, digest: 'sha256:9f86d0…' });
 * ```
 *
 * A download is continued, and divided, only if the server gives a strong entity tag and a length. Every range is asked for
 * with `If-Range`, and written where its `Content-Range` says. A server that does not play along gets one plain request for
 * the whole file.
 * @returns the size of the file in bytes
 * @throws TypeError for an invalid option; Node's error, with the path, if the file cannot be written
 * @throws HTTPError for a 4xx or 5xx; DownloadError for a wrong digest, a body that contradicts its head, or another status
 * than 200; any other exception of a request
 */
export async function download(
  session: Session,
  url: string | URL,
  path: FilePath,
  options?: DownloadOptions,
): Promise<number> {
  checkSession(session, 'download(session, url, path)');
  const own = knownOptions(options, KIND);
  const { resume = true, parallel = 1, digest = null, onProgress, ...request } = own;
  checkBoolean('download(): resume', resume);
  if (!Number.isInteger(parallel) || parallel < 1)
    throw new TypeError(`download(): parallel must be a whole number, 1 or more, not ${String(parallel)}`);
  checkFunction('download(): onProgress', onProgress);
  checkSignal(request.signal);
  const key = prepareUrl(resolveBaseUrl(session.baseUrl, urlText(url)), request.params);
  const place = await partPlace(path, key);
  const task = new Download(session, url, path, {
    request,
    resume,
    parallel,
    digest: digest === null ? null : expectedDigest(digest),
    onProgress: onProgress ?? null,
    place,
  });
  return task.run();
}

interface DownloadSettings {
  readonly request: RequestOptions;
  readonly resume: boolean;
  readonly parallel: number;
  readonly digest: ExpectedDigest | null;
  readonly onProgress: ProgressListener | null;
  /** `null`: the target is written directly. */
  readonly place: PartPlace | null;
}

class Download {
  readonly #session: Session;
  readonly #url: string | URL;
  readonly #path: FilePath;
  readonly #settings: DownloadSettings;

  constructor(session: Session, url: string | URL, path: FilePath, settings: DownloadSettings) {
    this.#session = session;
    this.#url = url;
    this.#path = path;
    this.#settings = settings;
  }

  async run(): Promise<number> {
    const { place, resume } = this.#settings;
    const left = resume && place !== null ? await place.reopen() : null;
    if (left === null) await place?.remove();
    const size = left === null ? null : await this.#continue(left);
    if (size !== null) return size;
    const whole = await this.#getWhole();
    const part = await this.#newPart(whole);
    if (part === null) return this.#save(whole);
    // A server that does not serve ranges as it said is asked without any: then it cannot contradict itself.
    return (await this.#fill(part, whole)) ?? this.#save(await this.#getWhole());
  }

  /** Continues a part. `null`: that cannot be, and the part is removed. */
  async #continue(part: PartFile): Promise<number | null> {
    const range = firstMissing(part);
    let response: Response;
    try {
      response = await this.#getRange(range, part, null);
    } catch (error) {
      await part.close();
      throw error;
    }
    if (heldRange(response, part.representation, range[0]) !== null) return this.#fill(part, response);
    // Not even a 200 is used: there are servers that send a range with this status.
    await part.discard();
    await response.close();
    return null;
  }

  /** `null`: the file has to come in one piece. */
  async #newPart(whole: Response): Promise<PartFile | null> {
    const { place, resume, parallel } = this.#settings;
    const representation = resume || parallel > 1 ? divisible(whole) : null;
    if (place === null || representation === null) return null;
    try {
      return await place.create(representation, resume);
    } catch (error) {
      await whole.close();
      throw error;
    }
  }

  /**
   * Fills a part, beginning with this response, and gives it its name. `null`: the server refuses a range, or another download
   * took the part; it is removed.
   */
  async #fill(part: PartFile, response: Response): Promise<number | null> {
    const { parallel, digest, onProgress } = this.#settings;
    try {
      const getRange: RangeSource = (range, signal) => this.#getRange(range, part, signal);
      if (!(await fillPart(part, response, { getRange, parallel, onProgress }))) {
        await part.discard();
        return null;
      }
      if (digest !== null) checkDigest(digest, await part.hash(digest.algorithm), response);
      if (await part.finish()) return part.representation.total;
      await part.discard();
      return null;
    } catch (error) {
      // What is proven wrong is not continued.
      await (error instanceof DownloadError ? part.discard() : part.close()).catch(() => {});
      throw error;
    } finally {
      await response.close();
    }
  }

  /** Writes the file in one piece. */
  async #save(response: Response): Promise<number> {
    const { onProgress } = this.#settings;
    const chunks = this.#checked(response);
    const total = isCoded(response) ? null : lengthOf(response);
    try {
      return await writeStream(this.#path, onProgress === null ? chunks : trackProgress(chunks, total, onProgress));
    } finally {
      await response.close();
    }
  }

  /** The body, and an error at its end if it is not what it should be. */
  async *#checked(response: Response): AsyncGenerator<Uint8Array> {
    const { digest } = this.#settings;
    const hash = digest === null ? null : hasher(digest.algorithm);
    const length = isCoded(response) ? null : lengthOf(response);
    let size = 0;
    for await (const chunk of response.iterContent()) {
      size += chunk.length;
      hash?.update(chunk);
      yield chunk;
    }
    // The iteration of a response that is closed meanwhile just ends.
    response.throwIfClosed();
    if (length !== null && size !== length)
      throw new DownloadError(`The body has ${size} bytes, its Content-Length is ${length}`, { response });
    if (digest !== null && hash !== null) checkDigest(digest, hash.digest(), response);
  }

  /** @throws HTTPError, DownloadError for another status than 200 */
  async #getWhole(): Promise<Response> {
    const response = await this.#get([], null);
    const isRange = response.headers.has('content-range');
    if (response.statusCode === 200 && !isRange) return response;
    await drain(response);
    response.raiseForStatus();
    const what = `Status ${response.statusCode}${isRange ? ' with a Content-Range' : ''}`;
    throw new DownloadError(`${what} is not a whole file, for url: ${printable(redactUrl(response.url))}`, {
      response,
    });
  }

  /** @throws HTTPError, but not for a range that cannot be satisfied or a condition that does not hold */
  async #getRange([start, end]: Interval, { representation }: PartFile, signal: AbortSignal | null): Promise<Response> {
    const range: Header[] = [
      ['Range', `bytes=${start}-${end - 1}`],
      ['If-Range', representation.validator],
    ];
    const response = await this.#get(range, signal);
    if (response.ok || response.statusCode === 416 || response.statusCode === 412) return response;
    await drain(response);
    return response.raiseForStatus();
  }

  /** Without a content coding: its bytes could not be told apart from those of another coding. */
  #get(headers: readonly Header[], signal: AbortSignal | null): Promise<Response> {
    const { request } = this.#settings;
    const own = request.headers === null || request.headers === undefined ? [] : headerEntries(request.headers);
    const signals = [request.signal ?? null, signal].filter((each) => each !== null);
    return this.#session.request('GET', this.#url, {
      ...request,
      stream: true,
      headers: [
        ...(own as Iterable<Header>),
        ['Range', null],
        ['If-Range', null],
        ['Accept-Encoding', 'identity'],
        ...headers,
      ],
      signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
    });
  }
}

type Header = readonly [name: string, value: string | null | undefined];

function checkDigest({ algorithm, hex }: ExpectedDigest, digest: Uint8Array, response: Response): void {
  const found = bytesToHex(digest);
  if (found !== hex) throw new DownloadError(`The file's ${algorithm} is ${found}, not ${hex}`, { response });
}
