/** The status of each seat. It is kept outside React, since 500 changes a second must not cause as many renders. */
import type { SeatState } from '@/shared/api/types';
import { FREE, HELD, parseStatus, readStatus, SOLD, type SeatStatus } from './status';

export interface Counts {
  readonly free: number;
  readonly held: number;
  readonly sold: number;
}

/** Receives the ids whose status changed, and those among them that were free before and were taken. */
export type BoardListener = (changed: readonly number[], taken: readonly number[]) => void;

export class Board {
  readonly #status: Uint8Array;
  readonly #counts: [number, number, number];
  readonly #listeners = new Set<BoardListener>();

  constructor(readonly size: number) {
    this.#status = new Uint8Array(size + 1);
    this.#counts = [size, 0, 0];
  }

  status(id: number): SeatStatus {
    return (this.#status[id] ?? HELD) as SeatStatus;
  }

  readonly isFree = (id: number): boolean => this.#status[id] === FREE;

  get counts(): Counts {
    const [free, held, sold] = this.#counts;
    return { free, held, sold };
  }

  /** Replaces the whole board: every seat is free except these. Listeners get the differences. */
  replace(seats: readonly SeatState[]): void {
    this.load(readStatus(this.size, seats));
  }

  /** Replaces the whole board by the status of each seat, by id. Listeners get the differences. */
  load(next: Uint8Array): void {
    const changed: number[] = [];
    const taken: number[] = [];
    for (let id = 1; id <= this.size; id += 1)
      this.#set(id, (next[id] ?? HELD) as SeatStatus, changed, taken);
    this.#notify(changed, taken);
  }

  patch(seats: readonly SeatState[]): void {
    const changed: number[] = [];
    const taken: number[] = [];
    for (const seat of seats) this.#set(seat.id, parseStatus(seat.status), changed, taken);
    this.#notify(changed, taken);
  }

  listen(listener: BoardListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #set(id: number, status: SeatStatus, changed: number[], taken: number[]): void {
    const before = this.#status[id] as SeatStatus | undefined;
    if (before === undefined || id === 0 || before === status) return;
    this.#status[id] = status;
    this.#counts[before] -= 1;
    this.#counts[status] += 1;
    changed.push(id);
    if (before === FREE && (status === HELD || status === SOLD)) taken.push(id);
  }

  #notify(changed: readonly number[], taken: readonly number[]): void {
    if (changed.length === 0) return;
    for (const listener of this.#listeners) listener(changed, taken);
  }
}
