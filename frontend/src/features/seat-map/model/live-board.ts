/** Keeps one event's board current: a snapshot, then one stream that continues from the snapshot's version. */
import { api, unwrap } from '@/shared/api/client';
import { isTransient } from '@/shared/api/problem';
import type { SeatMap } from '@/shared/api/types';
import { pause, retryDelay } from '@/shared/lib/backoff';
import { LiveStream, type Link } from '@/shared/live/stream';
import { Board } from './board';
import { advance, parseMessage, START, type Cursor } from './cursor';
import { buildPlan, type SeatPlan } from './plan';

/** How current the board is. `stale`: connected, but the server's own feed has stopped. */
export type Freshness = 'live' | 'connecting' | 'stale' | 'offline';

export type BoardState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly error: unknown }
  | {
      readonly phase: 'ready';
      readonly plan: SeatPlan;
      readonly board: Board;
      readonly freshness: Freshness;
    };

export class LiveBoard {
  #state: BoardState = { phase: 'loading' };
  #cursor: Cursor = START;
  #stream: LiveStream | null = null;
  #link: Link = 'connecting';
  #failures = 0;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<() => void>();

  constructor(readonly eventId: number) {
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
    this.#stream?.close();
    this.#listeners.clear();
  }

  async #start(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#follow(await this.#snapshot());
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

  #snapshot(): Promise<SeatMap> {
    const path = { eventId: this.eventId };
    return unwrap(api.GET('/api/events/{eventId}/seats', { params: { path }, signal: this.#abort.signal }));
  }

  #follow(map: SeatMap): void {
    const plan = buildPlan(map);
    const board = new Board(plan.size);
    board.replace(map.seats);
    this.#cursor = { version: map.version, stale: false };
    this.#set({ phase: 'ready', plan, board, freshness: 'connecting' });
    this.#stream = new LiveStream(`/api/events/${this.eventId}/seats/stream`, {
      lastEventId: () => (this.#cursor.version === null ? null : String(this.#cursor.version)),
      onMessage: (event, data) => {
        this.#receive(board, event, data);
      },
      onLink: (link) => {
        this.#failures = link === 'waiting' ? this.#failures + 1 : link === 'open' ? 0 : this.#failures;
        this.#link = link;
        this.#refresh();
      },
      onRefused: (error) => {
        this.#set({ phase: 'failed', error });
      },
    });
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
    if (this.#link === 'open') return this.#cursor.stale ? 'stale' : 'live';
    // A single failed connection isn't shown as offline yet.
    return this.#failures > 1 || !navigator.onLine ? 'offline' : 'connecting';
  }

  #set(state: BoardState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
