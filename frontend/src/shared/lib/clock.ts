/**
 * Estimates a remote clock from its timestamps.
 *
 * Each observation bounds the offset between the two clocks. The bounds are intersected, so timestamps of whole seconds
 * soon narrow the offset to a few milliseconds. When bounds contradict, a clock was set: only the newest one counts.
 */
export class RemoteClock {
  #minOffset = -Infinity;
  #maxOffset = Infinity;

  /** The remote time was within [`from`, `until`] at some local time within [`sent`, `received`]. In ms. */
  observe(from: number, until: number, sent: number, received: number): void {
    const min = from - received;
    const max = until - sent;
    const consistent = min <= this.#maxOffset && max >= this.#minOffset;
    this.#minOffset = consistent ? Math.max(min, this.#minOffset) : min;
    this.#maxOffset = consistent ? Math.min(max, this.#maxOffset) : max;
  }

  /** A `Date` header is truncated to whole seconds. */
  observeDate(header: string | null, sent: number, received: number): void {
    const date = header === null ? NaN : Date.parse(header);
    if (!Number.isNaN(date)) this.observe(date, date + 1000, sent, received);
  }

  /** Remote time minus local time, in ms; 0 before the first observation. */
  get offset(): number {
    return Number.isFinite(this.#minOffset) ? (this.#minOffset + this.#maxOffset) / 2 : 0;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  /** The latest possible remote time: a countdown by it never shows a second that isn't left. */
  latest(): number {
    return Date.now() + (Number.isFinite(this.#maxOffset) ? this.#maxOffset : 0);
  }
}

/** The API server's clock, from the `Date` headers of its responses. */
export const serverClock = new RemoteClock();
