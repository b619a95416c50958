/**
 * Keeps one event's board current: a snapshot, then one stream that continues from the snapshot's version. While the
 * stream doesn't get through, the snapshot is polled.
 */
import type { Layout } from '@/features/seat-map/map/layout';
import { api, unwrap } from '@/shared/api/client';
import { ApiError, isTransient } from '@/shared/api/problem';
import { backoff, pause, retryDelay } from '@/shared/lib/backoff';
import { painted } from '@/shared/lib/painted';
import { LiveStream, type Link } from '@/shared/live/stream';
import { Board } from './board';
import { advance, parseMessage, START, type Cursor } from './cursor';
import type { SeatPlan } from './plan';
import type { SeatsRead } from './read-seats';
import { readResponse } from './seat-reader';

/** How current the board is. `stale`: connected, but the server's own feed has stopped. */
export type Freshness = 'live' | 'connecting' | 'stale' | 'polling' | 'offline';

/** The least time between two polls; jitter is added, since a proxy cuts off all pages at the same moment. */
const POLL_MS = 4000;
const POLL_JITTER_MS = 2000;

export type BoardState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly error: unknown }
  | {
      readonly phase: 'ready';
      readonly plan: SeatPlan;
      readonly layout: Layout;
      readonly board: Board;
      readonly freshness: Freshness;
    };

export class LiveBoard {
  #state: BoardState = { phase: 'loading' };
  #cursor: Cursor = START;
  #stream: LiveStream | null = null;
  #link: Link = 'connecting';
  #reliable = true;
  /** Set while polling. */
  #polling: AbortController | null = null;
  /** The last poll has succeeded. */
  #polled = false;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<() => void>();

  #opened = false;

  /** Nothing is requested before `open`. */
  constructor(readonly eventId: number) {}

  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    void this.#start();
  }

  readonly state = (): BoardState => this.#state;

  /** Calls back when the phase or the freshness changes; the board itself reports seat changes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  close(): void {
    this.#abort.abort();
    this.#stopPolling();
    this.#stream?.close();
    this.#listeners.clear();
  }

  async #start(): Promise<void> {
    // Tens of thousands of seats keep the page busy for long; its texts are shown before.
    await painted();
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#follow(await this.#snapshot(this.#abort.signal));
        return;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        // The first two transient failures are not shown; later ones are, while retries continue.
        if (attempt >= 2 || !isTransient(error)) this.#set({ phase: 'failed', error });
        if (!isTransient(error)) return;
        await pause(retryDelay(attempt, error), this.#abort.signal).catch(() => undefined);
      }
    }
  }

  async #snapshot(signal: AbortSignal): Promise<SeatsRead> {
    const path = { eventId: this.eventId };
    const request = api.GET('/api/events/{eventId}/seats', { params: { path }, signal, parseAs: 'stream' });
    const read = await unwrap(
      request.then(async ({ response, error }) =>
        response.ok ? { response, data: await readResponse(response) } : { response, error },
      ),
    );
    // A worker's result may come after the end.
    signal.throwIfAborted();
    return read;
  }

  #follow({ version, plan, layout, status }: SeatsRead): void {
    const board = new Board(plan.size);
    board.load(status);
    this.#cursor = { version, stale: false };
    this.#set({ phase: 'ready', plan, layout, board, freshness: 'connecting' });
    this.#stream = new LiveStream(`/api/events/${this.eventId}/seats/stream`, {
      lastEventId: () => (this.#cursor.version === null ? null : String(this.#cursor.version)),
      onMessage: (event, data) => {
        this.#receive(board, event, data);
      },
      onLink: (link, reliable) => {
        this.#link = link;
        this.#reliable = reliable;
        if (reliable) this.#stopPolling();
        else this.#startPolling(board);
        this.#refresh();
      },
      onRefused: (error) => {
        if (error.status === 404) this.#set({ phase: 'failed', error });
        // A proxy refuses the stream only.
        else {
          this.#reliable = false;
          this.#startPolling(board);
        }
      },
    });
  }

  #startPolling(board: Board): void {
    if (this.#polling !== null || this.#abort.signal.aborted) return;
    this.#polling = new AbortController();
    // It ends by an abort only.
    this.#poll(board, this.#polling.signal).catch(() => undefined);
  }

  #stopPolling(): void {
    this.#polling?.abort();
    this.#polling = null;
    this.#polled = false;
  }

  async #poll(board: Board, signal: AbortSignal): Promise<void> {
    // A server that restarts loses all of its clients at once, so the first poll has jitter too.
    await pause(backoff(0, POLL_JITTER_MS), signal);
    for (let failures = 0; ;) {
      if (!document.hidden) failures = (await this.#pollOnce(board, signal)) ? 0 : failures + 1;
      this.#refresh();
      await pause(
        failures === 0 ? POLL_MS + Math.random() * POLL_JITTER_MS : backoff(failures, 10_000),
        signal,
      );
    }
  }

  /** Returns whether the seats are loaded. */
  async #pollOnce(board: Board, signal: AbortSignal): Promise<boolean> {
    try {
      const { version, status } = await this.#snapshot(signal);
      board.load(status);
      this.#cursor = { version, stale: false };
      this.#polled = true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        this.#set({ phase: 'failed', error });
        this.#stopPolling();
      }
      this.#polled = false;
    }
    return this.#polled;
  }

  #receive(board: Board, event: string, data: string): void {
    const message = parseMessage(event, data);
    if (message === null) return;
    const { cursor, effect } = advance(this.#cursor, message);
    this.#cursor = cursor;
    switch (effect.kind) {
      case 'replace':
        board.replace(effect.seats);
        break;
      case 'patch':
        board.patch(effect.seats);
        break;
      case 'resync':
        this.#stream?.restart();
        break;
      case 'none':
        break;
    }
    this.#refresh();
  }

  #refresh(): void {
    if (this.#state.phase !== 'ready') return;
    const freshness = this.#freshness();
    if (freshness !== this.#state.freshness) this.#set({ ...this.#state, freshness });
  }

  #freshness(): Freshness {
    if (this.#polled) return 'polling';
    if (this.#link === 'open' && this.#reliable) return this.#cursor.stale ? 'stale' : 'live';
    // A single failed connection isn't shown as offline yet.
    return this.#reliable && navigator.onLine ? 'connecting' : 'offline';
  }

  #set(state: BoardState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
