/** Holds the best adjacent seats in one request, and tries others after a conflict. */
import type { HoldOutcome } from '@/features/basket';

const MAX_ATTEMPTS = 5;
/** After a conflict, all losers look for the next best seats: a random pick among more groups collides less often. */
const SPREAD = 8;

export type BestOutcome =
  | { readonly kind: 'held'; readonly seats: readonly number[] }
  /** There are not enough adjacent free seats. */
  | { readonly kind: 'none' }
  /** Every attempt ended in a conflict. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Options {
  /** At most `limit` groups of seats, best first, without the seats in `avoid`. */
  rank: (avoid: ReadonlySet<number>, limit: number) => number[][];
  hold: (seats: readonly number[]) => Promise<HoldOutcome>;
  random?: () => number;
}

export async function holdBest({ rank, hold, random = Math.random }: Options): Promise<BestOutcome> {
  const avoid = new Set<number>();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const ranked = rank(avoid, attempt === 0 ? 1 : SPREAD * attempt);
    const seats = ranked[Math.floor(random() * ranked.length)];
    if (seats === undefined) return { kind: attempt === 0 ? 'none' : 'lost' };
    const outcome = await hold(seats);
    if (outcome.kind === 'held') return { kind: 'held', seats };
    if (outcome.kind === 'failed') return outcome;
    // A conflict that names no seat must not lead to the same request again.
    for (const id of outcome.taken.length > 0 ? outcome.taken : seats) avoid.add(id);
  }
  return { kind: 'lost' };
}
