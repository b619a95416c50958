/** Parses samples in Prometheus's text format (0.0.4). Comments (HELP, TYPE) are not needed here. */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** The samples of one scrape, keyed by series as written: `name{label="value"}`. */
export type Scrape = ReadonlyMap<string, Sample>;

/** Greedy up to the last brace, since a label's value may contain one. A timestamp may follow the value. */
const LINE = /^(([a-zA-Z_:][\w:]*)(?:\{(.*)\})?)\s+(\S+)(?:\s+-?\d+)?\s*$/;
const LABEL = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Record<string, string> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** Malformed lines are skipped, so that one of them doesn't hide all others. */
export function parseMetrics(text: string): Scrape {
  const scrape = new Map<string, Sample>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, series, name, labels, written] = LINE.exec(line) ?? [];
    if (series === undefined || name === undefined || written === undefined) continue;
    const value = parseValue(written);
    if (value !== null) scrape.set(series, { name, labels: parseLabels(labels ?? ''), value });
  }
  return scrape;
}

/** A number, also `+Inf` as in bucket bounds. NaN means no measurement and becomes null. */
export function parseValue(text: string): number | null {
  if (/^\+?Inf$/i.test(text)) return Infinity;
  if (/^-Inf$/i.test(text)) return -Infinity;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

function parseLabels(text: string): Labels {
  const labels: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(LABEL)) {
    if (name !== undefined && value !== undefined) {
      labels[name] = value.replace(/\\[n"\\]/g, (escape) => ESCAPES[escape] ?? escape);
    }
  }
  return labels;
}
