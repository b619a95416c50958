/**
 * Server-sent events with jittered reconnects, resume by `Last-Event-ID`, a timeout for silent connections, and no
 * connection while the tab is hidden.
 *
 * `EventSource` can't do this: it doesn't send a `Last-Event-ID` on its first request, hides the status and
 * `Retry-After` of an error, and hides comments, which are what distinguishes a quiet connection from a dead one.
 */
import { createParser } from 'eventsource-parser';
import { ApiError, toApiError } from '@/shared/api/problem';
import { backoff, retryDelay } from '@/shared/lib/backoff';

/** The server sends a comment every 15 s; the rest allows for delay. */
const SILENCE_MS = 22_000;
const MAX_WAIT_MS = 10_000;

/** `open` once the response has begun; `waiting` before a reconnect; `paused` in a hidden tab. */
export type Link = 'connecting' | 'open' | 'waiting' | 'paused' | 'closed';

export interface StreamHandlers {
  /** The id to resume after; null starts afresh. */
  lastEventId: () => string | null;
  onMessage: (event: string, data: string) => void;
  /**
   * `reliable` is false while messages can't be expected: two connections failed in a row, or the last one opened and
   * delivered nothing, as behind a proxy that collects responses. The stream keeps trying; poll meanwhile.
   */
  onLink: (link: Link, reliable: boolean) => void;
  /** The server's refusal is final. The stream is closed. */
  onRefused: (error: ApiError) => void;
}

export class LiveStream {
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  /** Connections that failed, since the last one that opened. */
  #failures = 0;
  /** Connections that delivered nothing in time, since the last byte. */
  #silences = 0;
  #closed = false;

  constructor(
    readonly url: string,
    readonly handlers: StreamHandlers,
  ) {
    document.addEventListener('visibilitychange', this.#onVisibility);
    window.addEventListener('online', this.restart);
    window.addEventListener('offline', this.#onOffline);
    this.#onVisibility();
  }

  /** Drops the connection and reconnects at once. */
  readonly restart = (): void => {
    if (this.#closed || document.hidden) return;
    this.#disconnect();
    void this.#connect();
  };

  close(): void {
    this.#closed = true;
    this.#disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    window.removeEventListener('online', this.restart);
    window.removeEventListener('offline', this.#onOffline);
    this.#report('closed');
  }

  readonly #onVisibility = (): void => {
    if (document.hidden) {
      this.#disconnect();
      this.#report('paused');
    } else if (this.#abort === null) {
      this.#attempt = 0;
      this.restart();
    }
  };

  /** A connection may look open long after the network is gone. The event can be wrong, so we reconnect anyway. */
  readonly #onOffline = (): void => {
    if (this.#abort !== null) this.#reconnectAfter(backoff(this.#attempt, MAX_WAIT_MS));
  };

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  async #connect(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#report('connecting');
    let delay: number;
    try {
      await this.#read(abort);
      // The server restarts or dropped a slow client. Other clients were cut off at the same moment: use jitter.
      delay = backoff(this.#attempt, MAX_WAIT_MS);
    } catch (error) {
      if (error instanceof ApiError && !error.transient) {
        if (this.#abort === abort) {
          this.close();
          this.handlers.onRefused(error);
        }
        return;
      }
      delay = retryDelay(this.#attempt, error, MAX_WAIT_MS);
    }
    // Otherwise this connection was replaced or closed meanwhile.
    if (this.#abort === abort) this.#reconnectAfter(delay);
  }

  #reconnectAfter(delay: number): void {
    this.#disconnect();
    this.#attempt += 1;
    this.#failures += 1;
    this.#report('waiting');
    this.#timer = setTimeout(this.restart, delay);
  }

  async #read(abort: AbortController): Promise<void> {
    const lastEventId = this.handlers.lastEventId();
    this.#restartWatchdog(abort, false);
    const response = await fetch(this.url, {
      headers: { accept: 'text/event-stream', ...(lastEventId !== null && { 'last-event-id': lastEventId }) },
      cache: 'no-store',
      signal: abort.signal,
    });
    if (!response.ok) throw toApiError(response, await response.json().catch(() => null));
    if (response.body === null) return;
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (abort.signal.aborted) return;
        this.#attempt = 0;
        this.handlers.onMessage(event ?? 'message', data);
      },
    });
    this.#failures = 0;
    this.#report('open');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || abort.signal.aborted) return;
      this.#restartWatchdog(abort, true);
      if (this.#silences > 0) {
        this.#silences = 0;
        this.#report('open');
      }
      parser.feed(value);
    }
  }

  /** Reconnects after silence. When the machine wakes from sleep, this fires at once, as it should. */
  #restartWatchdog(abort: AbortController, heard: boolean): void {
    if (abort.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!heard) this.#silences += 1;
      this.restart();
    }, SILENCE_MS);
  }

  #report(link: Link): void {
    this.handlers.onLink(link, this.#failures <= 1 && this.#silences === 0);
  }
}
