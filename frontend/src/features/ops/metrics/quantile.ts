/** Quantiles of a histogram, as Prometheus's `histogram_quantile` estimates them. */
import { sumBy, type Where } from './increase';
import { parseValue, type Sample } from './parse';

export interface Bucket {
  /** The upper bound ("less or equal"). */
  readonly le: number;
  /** The cumulative count of observations up to the bound. */
  readonly count: number;
}

/** The buckets of a histogram, summed over its series, lowest bound first. */
export function buckets(samples: Iterable<Sample>, histogram: string, where: Where = {}): Bucket[] {
  return [...sumBy(samples, `${histogram}_bucket`, 'le', where)]
    .map(([bound, count]) => ({ le: parseValue(bound) ?? Infinity, count }))
    .sort((a, b) => a.le - b.le);
}

/**
 * The value below which `share` of the observations lie; null when there are none.
 *
 * Interpolates linearly between the bounds of a bucket. Above the last finite bound, that bound is returned.
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
