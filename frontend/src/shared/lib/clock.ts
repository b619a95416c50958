/**
 * What time it is elsewhere, from what elsewhere says.
 *
 * Each observation bounds the difference between the two clocks; observations are intersected, so whole seconds soon
 * give a few milliseconds. When they contradict each other a clock was set, and the newest alone counts.
 */
export class RemoteClock {
  #least = -Infinity;
  #most = Infinity;

  /** It was somewhere in [`from`, `until`] there while it was somewhere in [`sent`, `received`] here. */
  observe(from: number, until: number, sent: number, received: number): void {
    const least = from - received;
    const most = until - sent;
    const agrees = least <= this.#most && most >= this.#least;
    this.#least = agrees ? Math.max(least, this.#least) : least;
    this.#most = agrees ? Math.min(most, this.#most) : most;
  }

  /** A `Date` header has whole seconds, cut off. */
  observeDate(header: string | null, sent: number, received: number): void {
    const date = header === null ? NaN : Date.parse(header);
    if (!Number.isNaN(date)) this.observe(date, date + 1000, sent, received);
  }

  /** Its time minus ours; 0 as long as nothing is known. */
  get offset(): number {
    return Number.isFinite(this.#least) ? (this.#least + this.#most) / 2 : 0;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  /** The latest that it may be there: who counts down by it never promises a second that isn't left. */
  latest(): number {
    return Date.now() + (Number.isFinite(this.#most) ? this.#most : 0);
  }
}

/** The API server's, from the `Date` of its answers. */
export const serverClock = new RemoteClock();
