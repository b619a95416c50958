/** A seat's status as a byte, so that a house of 100,000 seats is one small array. */
export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;
export type SeatStatus = typeof FREE | typeof HELD | typeof SOLD;

/** A status that this page doesn't know can't be bought: it counts as held. */
export function parseStatus(text: string): SeatStatus {
  if (text === 'AVAILABLE') return FREE;
  return text === 'SOLD' ? SOLD : HELD;
}
