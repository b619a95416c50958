/** What a tap on a seat selects, given the seats already held and chosen. Pure. */
import { adjacentTo, type SeatPlan } from '@/features/seat-map';

export interface TapContext {
  readonly plan: SeatPlan;
  readonly isFree: (id: number) => boolean;
  readonly mine: ReadonlySet<number>;
  readonly chosen: readonly number[];
  /** Party size: how many adjacent seats one tap chooses. */
  readonly party: number;
  readonly max: number;
}

export type Choice =
  | { readonly kind: 'chosen'; readonly seats: readonly number[] }
  /** Only the tapped seat: too few adjacent seats are free. */
  | { readonly kind: 'alone'; readonly seats: readonly number[]; readonly wanted: number }
  | { readonly kind: 'mine' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'full' };

export function choose(id: number, { plan, isFree, mine, chosen, party, max }: TapContext): Choice {
  if (mine.has(id)) return { kind: 'mine' };
  if (chosen.includes(id)) return { kind: 'chosen', seats: chosen.filter((seat) => seat !== id) };
  if (!isFree(id)) return { kind: 'taken' };
  const room = max - mine.size;
  if (party > 1 && room > 1) {
    // A group is replaced as a whole by the next tap.
    const wanted = Math.min(party, room);
    const seats = adjacentTo(plan, isFree, id, wanted);
    return seats === null ? { kind: 'alone', seats: [id], wanted } : { kind: 'chosen', seats };
  }
  if (chosen.length >= room) return { kind: 'full' };
  return { kind: 'chosen', seats: [...chosen, id].sort((a, b) => a - b) };
}
