/** Quantiles of a histogram, as Prometheus's `histogram_quantile` estimates them. */
import { sumBy, type Where } from './increase';
import { parseValue, type Sample } from './parse';

export interface Bucket {
  /** The upper bound. */
  readonly le: number;
  /** How many were measured up to it, those of the lower buckets among them. */
  readonly count: number;
}

/** The buckets of a histogram, added up over its series; lowest bound first. */
export function buckets(samples: Iterable<Sample>, histogram: string, where: Where = {}): Bucket[] {
  return [...sumBy(samples, `${histogram}_bucket`, 'le', where)]
    .map(([bound, count]) => ({ le: parseValue(bound) ?? Infinity, count }))
    .sort((a, b) => a.le - b.le);
}

/**
 * Below which a share of what was measured lies; null when nothing was.
 *
 * Within a bucket measurements are taken to be spread evenly, so this is a line between its bounds. Of what lies above the
 * last finite bound only that bound is known.
 */
export function quantile(share: number, of: readonly Bucket[]): number | null {
  const total = of.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  const rank = share * total;
  const at = of.findIndex((bucket) => bucket.count >= rank);
  const bucket = of[at];
  const below = of[at - 1] ?? { le: 0, count: 0 };
  if (bucket === undefined) return null;
  if (bucket.le === Infinity) return below.le;
  const within = bucket.count - below.count;
  return within <= 0 ? bucket.le : below.le + (bucket.le - below.le) * ((rank - below.count) / within);
}

/** Several quantiles of one histogram. */
export function quantiles<Name extends string>(
  samples: Iterable<Sample>,
  histogram: string,
  shares: Readonly<Record<Name, number>>,
  where: Where = {},
): Record<Name, number | null> {
  const all = buckets(samples, histogram, where);
  const entries = Object.entries<number>(shares).map(([name, share]) => [name, quantile(share, all)]);
  return Object.fromEntries(entries) as Record<Name, number | null>;
}
