/** A seat as it is spoken of: enough to name it and to add up prices, wherever no map is loaded. */
export interface SeatInfo {
  readonly id: number;
  readonly label: string;
  readonly section: string;
  readonly price: number;
}

export function labelsOf(seats: readonly SeatInfo[]): string {
  return seats.map((seat) => seat.label).join(', ');
}

export function totalOf(seats: readonly SeatInfo[]): number {
  return seats.reduce((sum, seat) => sum + seat.price, 0);
}

export function parseSeats(value: unknown): SeatInfo[] | null {
  return Array.isArray(value) && value.every(isSeat) ? value : null;
}

function isSeat(value: unknown): value is SeatInfo {
  if (typeof value !== 'object' || value === null) return false;
  const { id, label, section, price } = value as Record<keyof SeatInfo, unknown>;
  return (
    typeof id === 'number' &&
    typeof label === 'string' &&
    typeof section === 'string' &&
    typeof price === 'number'
  );
}
