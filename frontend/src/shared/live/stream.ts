/**
 * Server-sent events that survive: jittered reconnect, resume by `Last-Event-ID`, silence taken for a dead line, and no
 * connection while the tab is hidden.
 *
 * `EventSource` can't do this: it doesn't send a first `Last-Event-ID`, hides the status and `Retry-After` of a refusal,
 * and shows no comments, which are all that tells a quiet line from a dead one.
 */
import { createParser } from 'eventsource-parser';
import { ApiError, toApiError } from '@/shared/api/problem';
import { backoff, retryDelay } from '@/shared/lib/backoff';

/** The server sends a comment every 15 s. */
const SILENCE_MS = 22_000;
const MAX_WAIT_MS = 10_000;

/** `open` once bytes come; `waiting` before another try; `paused` in a hidden tab. */
export type Link = 'connecting' | 'open' | 'waiting' | 'paused' | 'closed';

export interface StreamHandlers {
  /** From where to resume; nothing asks for a fresh start. */
  lastEventId: () => string | null;
  onMessage: (event: string, data: string) => void;
  onLink: (link: Link) => void;
  /** The server refused in a way that another try won't change. The stream is closed. */
  onRefused: (error: ApiError) => void;
}

export class LiveStream {
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
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

  /** Connects anew, at once. */
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
    this.handlers.onLink('closed');
  }

  readonly #onVisibility = (): void => {
    if (document.hidden) {
      this.#disconnect();
      this.handlers.onLink('paused');
    } else if (this.#abort === null) {
      this.#attempt = 0;
      this.restart();
    }
  };

  /** The line may look open for long after the network has gone. Browsers err in this, so it is tried all the same. */
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
    this.handlers.onLink('connecting');
    let delay: number;
    try {
      await this.#read(abort);
      // The server ended it: it restarts, or found us too slow. Others were cut off in the same moment.
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
    // Another connection, or none, has taken this one's place.
    if (this.#abort === abort) this.#reconnectAfter(delay);
  }

  #reconnectAfter(delay: number): void {
    this.#disconnect();
    this.#attempt += 1;
    this.handlers.onLink('waiting');
    this.#timer = setTimeout(this.restart, delay);
  }

  async #read(abort: AbortController): Promise<void> {
    const lastEventId = this.handlers.lastEventId();
    this.#restartWatchdog(abort);
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
    this.handlers.onLink('open');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || abort.signal.aborted) return;
      this.#restartWatchdog(abort);
      parser.feed(value);
    }
  }

  /** Takes silence for a dead line. After a sleep of the machine this fires on waking, which is what's wanted. */
  #restartWatchdog(abort: AbortController): void {
    if (abort.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.restart, SILENCE_MS);
  }
}
