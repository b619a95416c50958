/** What a tap on a seat means, given what is held and chosen already. Pure. */
import { adjacentTo, type SeatPlan } from '@/features/seat-map';

export interface TapContext {
  readonly plan: SeatPlan;
  readonly isFree: (id: number) => boolean;
  readonly mine: ReadonlySet<number>;
  readonly chosen: readonly number[];
  /** How many side by side a tap chooses. */
  readonly party: number;
  readonly max: number;
}

export type Choice =
  | { readonly kind: 'chosen'; readonly seats: readonly number[] }
  /** Only this one: there are no more side by side there. */
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
    // A group moves as a whole: another tap looks for another place.
    const wanted = Math.min(party, room);
    const seats = adjacentTo(plan, isFree, id, wanted);
    return seats === null ? { kind: 'alone', seats: [id], wanted } : { kind: 'chosen', seats };
  }
  if (chosen.length >= room) return { kind: 'full' };
  return { kind: 'chosen', seats: [...chosen, id].sort((a, b) => a - b) };
}
