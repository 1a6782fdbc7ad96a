/** How far an upload or a download has come. */
export interface Progress {
  /** Bytes so far. */
  readonly transferred: number;
  /** Bytes in all; `null` when unknown. */
  readonly total: number | null;
  /** 0 to 100; `null` when the total is unknown. */
  readonly percent: number | null;
  /** Mean rate since the start. */
  readonly bytesPerSecond: number;
}

export type ProgressListener = (progress: Progress) => void;

/** Counts bytes and tells a listener; at least once, also for an empty body. */
export class ProgressMeter {
  readonly #total: number | null;
  readonly #listener: ProgressListener;
  readonly #started: number = performance.now();
  #transferred = 0;

  constructor(total: number | null, listener: ProgressListener) {
    this.#total = total;
    this.#listener = listener;
  }

  add(bytes: number): void {
    this.#transferred += bytes;
    this.#tell();
  }

  end(): void {
    if (this.#transferred === 0) this.#tell();
  }

  #tell(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const transferred = this.#transferred;
    const total = this.#total;
    const percent = total === null ? null : total === 0 ? 100 : Math.min(100, (transferred / total) * 100);
    this.#listener({
      transferred,
      total,
      percent,
      bytesPerSecond: seconds > 0 ? Math.round(transferred / seconds) : 0,
    });
  }
}

/** Passes chunks on and tells the listener after each was taken. */
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
