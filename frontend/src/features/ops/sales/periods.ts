/** The periods of a sale for a chart. Pure. */
import type { SalesPeriods } from '@/shared/api/types';

export interface Period {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly seats: number;
  readonly amount: number;
}

/** Every period from the first with sales to the last, those without sales included; the API bounds their number. */
export function everyPeriod({ periods, periodSeconds }: SalesPeriods): Period[] {
  const byStart = new Map(periods.map(({ start, seats, amount }) => [Date.parse(start), { seats, amount }]));
  const starts = [...byStart.keys()];
  const [first, last] = [starts.at(0), starts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const every: Period[] = [];
  for (let start = first; start <= last; start += periodSeconds * 1000) {
    every.push({ start, ...(byStart.get(start) ?? { seats: 0, amount: 0 }) });
  }
  return every;
}

/** The period with the most seats, the earliest of several; undefined without sales. */
export function busiest(periods: readonly Period[]): Period | undefined {
  return periods.reduce<Period | undefined>(
    (most, period) => (most === undefined || period.seats > most.seats ? period : most),
    undefined,
  );
}
