/** Increases of counters between two scrapes, and sums over the series that match a filter. */
import type { Labels, Sample, Scrape } from './parse';

/** Each label must have this value or match this expression. An absent label has the value "". */
export type Where = Readonly<Record<string, string | RegExp>>;

const COUNTS = /_(total|bucket|sum|count)$/;

/** The increase of each counter between two scrapes. A counter that fell was reset to 0 with its process. */
export function increases(before: Scrape, after: Scrape): Sample[] {
  const gained: Sample[] = [];
  for (const [series, sample] of after) {
    if (!COUNTS.test(sample.name)) continue;
    const was = before.get(series)?.value ?? 0;
    gained.push({ ...sample, value: sample.value >= was ? sample.value - was : sample.value });
  }
  return gained;
}

function matches(labels: Labels, where: Where): boolean {
  return Object.entries(where).every(([name, wanted]) => {
    const value = labels[name] ?? '';
    return typeof wanted === 'string' ? value === wanted : wanted.test(value);
  });
}

export function sum(samples: Iterable<Sample>, name: string, where: Where = {}): number {
  let total = 0;
  for (const sample of samples) {
    if (sample.name === name && matches(sample.labels, where)) total += sample.value;
  }
  return total;
}

/** The sum by value of a label. */
export function sumBy(
  samples: Iterable<Sample>,
  name: string,
  label: string,
  where: Where = {},
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const sample of samples) {
    if (sample.name !== name || !matches(sample.labels, where)) continue;
    const value = sample.labels[label] ?? '';
    sums.set(value, (sums.get(value) ?? 0) + sample.value);
  }
  return sums;
}
