/** The progress of an upload or a download. */
export interface Progress {
  /** Bytes transferred so far. */
  readonly transferred: number;
  /** Bytes in all; `null` when unknown. */
  readonly total: number | null;
  /** 0 to 100; `null` when the total is unknown. */
  readonly percent: number | null;
  /** The average since the start. */
  readonly bytesPerSecond: number;
}

/** Called as a body moves, with what was transferred so far. */
export type ProgressListener = (progress: Progress) => void;

/** Counts bytes and reports them to a listener, at least once even for an empty body. */
export class ProgressMeter {
  readonly #total: number | null;
  readonly #listener: ProgressListener;
  readonly #started: number = performance.now();
  readonly #before: number;
  #transferred: number;

  /** @param before bytes that were transferred earlier; they do not count for the speed */
  constructor(total: number | null, listener: ProgressListener, before = 0) {
    this.#total = total;
    this.#listener = listener;
    this.#before = before;
    this.#transferred = before;
  }

  add(bytes: number): void {
    this.#transferred += bytes;
    this.#report();
  }

  end(): void {
    if (this.#transferred === 0) this.#report();
  }

  #report(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const transferred = this.#transferred;
    const total = this.#total;
    const percent = total === null ? null : total === 0 ? 100 : Math.min(100, (transferred / total) * 100);
    this.#listener({
      transferred,
      total,
      percent,
      bytesPerSecond: seconds > 0 ? Math.round((transferred - this.#before) / seconds) : 0,
    });
  }
}

/** Yields the chunks of `source`, and calls the listener after each one was consumed. */
export async function* trackProgress(
  source: AsyncIterable<Uint8Array>,
  total: number | null,
  listener: ProgressListener,
): AsyncGenerator<Uint8Array, void, undefined> {
  const meter = new ProgressMeter(total, listener);
  for await (const chunk of source) {
    yield chunk;
    meter.add(chunk.byteLength);
  }
  meter.end();
}
