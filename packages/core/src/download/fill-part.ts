import type { Interval, PartFile } from '#platform';
import { type ProgressListener, ProgressMeter } from '../body/progress.ts';
import { DownloadError, RequestException } from '../errors/errors.ts';
import type { Response } from '../response/response.ts';
import { ByteRanges, shares } from './byte-ranges.ts';
import { type HeldRange, heldRange } from './content-range.ts';

/** Requests bytes of the representation that the part is of. */
export type RangeSource = (range: Interval, signal: AbortSignal | null) => Promise<Response>;

interface Filling {
  readonly getRange: RangeSource;
  /** Connections at most. */
  readonly parallel: number;
  readonly onProgress: ProgressListener | null;
}

/** A connection is not worth it for fewer bytes. */
const LEAST_SHARE = 65_536;
/** At most so often, in milliseconds, and for no fewer bytes, it is noted which bytes are there. */
const NOTE_INTERVAL = 200;
const NOTE_BYTES = 65_536;

/**
 * The first interval that a part lacks. If it lacks none, its last byte: a server that is asked for it says whether the part
 * is still the file.
 */
export function firstMissing({ done, representation: { total } }: PartFile): Interval {
  return new ByteRanges(done).missing(total)[0] ?? [total - 1, total];
}

/**
 * Writes the bytes that a part lacks. `first` holds the beginning of them, and perhaps more; others are asked for.
 * @returns false if the server refuses a range; the part is then useless
 * @throws DownloadError when a body contradicts its head; errors of requests, of files and of the listener
 */
export function fillPart(part: PartFile, first: Response, filling: Filling): Promise<boolean> {
  return new PartFiller(part, first, filling).run();
}

class PartFiller {
  readonly #part: PartFile;
  readonly #first: Response;
  readonly #getRange: RangeSource;
  readonly #parallel: number;
  readonly #there: ByteRanges;
  readonly #meter: ProgressMeter | null;
  readonly #helpersSignal = new AbortController();
  /** Helpers that were given their range and have not failed. */
  #helping = 0;
  /** What must end the download, from a helper. */
  #failure: { readonly error: unknown } | null = null;
  #noted = performance.now();
  #unnoted = 0;
  #noting = false;

  constructor(part: PartFile, first: Response, { getRange, parallel, onProgress }: Filling) {
    this.#part = part;
    this.#first = first;
    this.#getRange = getRange;
    this.#parallel = parallel;
    this.#there = new ByteRanges(part.done);
    const { total } = part.representation;
    this.#meter = onProgress === null ? null : new ProgressMeter(total, onProgress, this.#there.size);
  }

  get #missing(): Interval[] {
    return this.#there.missing(this.#part.representation.total);
  }

  async run(): Promise<boolean> {
    const { representation } = this.#part;
    const whole = { start: 0, end: representation.total };
    const held =
      this.#first.statusCode === 200 ? whole : heldRange(this.#first, representation, firstMissing(this.#part)[0]);
    if (held === null) return false;
    const [mine, ...others] = shares(this.#missing, this.#parallel, LEAST_SHARE).slice(0, this.#parallel);
    const helpers = others.map((share) => this.#help(share));
    try {
      // As long as a helper has no response, or if one fails, this goes on with the helpers' shares.
      const end = mine?.[1] ?? held.end;
      await this.#copy(this.#first, held, (at) => at >= end && this.#helping === helpers.length);
      await this.#first.close();
      if (this.#missing.length === 0) this.#helpersSignal.abort();
      await Promise.all(helpers);
      this.#throwFailure();
      return await this.#fillRest();
    } catch (error) {
      this.#helpersSignal.abort();
      await Promise.all(helpers);
      if (!(error instanceof DownloadError)) await this.#part.note(this.#there.intervals).catch(() => {});
      throw error;
    }
  }

  /** What is still missing: it was another helper's, or an earlier download left several gaps. */
  async #fillRest(): Promise<boolean> {
    for (let [next] = this.#missing; next !== undefined; [next] = this.#missing) {
      const [start, end] = next;
      const response = await this.#getRange(next, null);
      try {
        const held = heldRange(response, this.#part.representation, start);
        if (held === null) return false;
        await this.#copy(response, held, (at) => at >= end);
      } finally {
        await response.close();
      }
    }
    return true;
  }

  /** Fills a share. Never rejects: what the server refuses it, others fill. */
  async #help([start, end]: Interval): Promise<void> {
    const { signal } = this.#helpersSignal;
    let accepted = false;
    let response: Response | null = null;
    try {
      response = await this.#getRange([start, end], signal);
      const held = heldRange(response, this.#part.representation, start);
      if (held === null) return;
      accepted = true;
      this.#helping++;
      await this.#copy(response, held, (at) => at >= end || signal.aborted);
    } catch (error) {
      if (accepted) this.#helping--;
      if (error instanceof RequestException && !(error instanceof DownloadError)) return;
      this.#failure ??= { error };
      // Ends the iteration of its body.
      await this.#first.close();
    } finally {
      await response?.close().catch(() => {});
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Writes a body to where its head says that it belongs, until `isEnough`. */
  async #copy(response: Response, held: HeldRange, isEnough: (at: number) => boolean): Promise<void> {
    let at = held.start;
    for await (const chunk of response.iterContent()) {
      this.#throwFailure();
      if (at + chunk.length > held.end) throw contradiction(response, held, 'is longer');
      await this.#write(chunk, at);
      at += chunk.length;
      if (at < held.end && isEnough(at)) return;
    }
    this.#throwFailure();
    if (at < held.end && !this.#helpersSignal.signal.aborted) throw contradiction(response, held, 'is shorter');
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#part.write(bytes, position);
    this.#unnoted += bytes.length;
    const added = this.#there.add(position, position + bytes.length);
    this.#meter?.add(added);
    const now = performance.now();
    if (!this.#part.isKept || this.#noting || this.#unnoted < NOTE_BYTES || now - this.#noted < NOTE_INTERVAL) return;
    this.#noting = true;
    this.#unnoted = 0;
    this.#noted = now;
    await this.#part.note(this.#there.intervals).finally(() => {
      this.#noting = false;
    });
  }
}

function contradiction(response: Response, { start, end }: HeldRange, what: string): DownloadError {
  const said = response.statusCode === 200 ? `${end} bytes` : `bytes ${start} to ${end - 1}`;
  return new DownloadError(`The body ${what} than the ${said} that its head says`, { response });
}
