/** Counters as what they have gained, and sums of that over the series which a filter lets through. */
import type { Labels, Sample, Scrape } from './parse';

/** Each label is to have this value, or to match this expression. A label that is absent has the value "". */
export type Where = Readonly<Record<string, string | RegExp>>;

const COUNTS = /_(total|bucket|sum|count)$/;

/** What each counter gained between two scrapes. One that fell has begun anew with its process, from 0. */
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

/** The sum for each value of a label. */
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
