/** A seat's status as a byte, so that a house of 100,000 seats fits in a small array. */
export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;
export type SeatStatus = typeof FREE | typeof HELD | typeof SOLD;

/** An unknown status counts as held, so that the seat can't be chosen. */
export function parseStatus(text: string): SeatStatus {
  if (text === 'AVAILABLE') return FREE;
  return text === 'SOLD' ? SOLD : HELD;
}
