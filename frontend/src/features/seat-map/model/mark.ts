import { FREE, SOLD, type SeatStatus } from './status';

/** How a seat is marked for this buyer, on the map and in the list. */
export type SeatMark = 'free' | 'held' | 'sold' | 'mine' | 'chosen';

export function seatMark(
  id: number,
  status: SeatStatus,
  mine: ReadonlySet<number>,
  chosen: ReadonlySet<number>,
): SeatMark {
  if (mine.has(id)) return 'mine';
  if (status === SOLD) return 'sold';
  if (status !== FREE) return 'held';
  return chosen.has(id) ? 'chosen' : 'free';
}
