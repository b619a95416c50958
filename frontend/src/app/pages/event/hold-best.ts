/** Holds the best seats side by side in one request, and tries others when somebody was faster. */
import type { HoldOutcome } from '@/features/basket';

const MAX_ATTEMPTS = 5;
/** After the first try everybody looks for the next best at once: who picks among many collides less. */
const SPREAD = 8;

export type BestOutcome =
  | { readonly kind: 'held'; readonly seats: readonly number[] }
  /** There are no so many side by side. */
  | { readonly kind: 'none' }
  /** Others were faster each time. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Options {
  /** The best places, best first, without the seats that are known to be gone. */
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
    // A refusal that names none of them must not lead to the same question again.
    for (const id of outcome.taken.length > 0 ? outcome.taken : seats) avoid.add(id);
  }
  return { kind: 'lost' };
}
