/** Compact rates and durations: three digits and a unit. */

function unit(value: number, of: string, language: string, digits: number): string {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: of,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** 0.0042 is 4.2 ms, 1.25 is 1.25 sec. */
export function formatSeconds(seconds: number, language: string): string {
  const ms = seconds * 1000;
  if (ms < 9.95) return unit(ms, 'millisecond', language, 1);
  if (ms < 999.5) return unit(ms, 'millisecond', language, 0);
  return unit(seconds, 'second', language, seconds < 10 ? 2 : 1);
}

/** 0.25, 12.3, 1,250. */
export function formatRate(perSecond: number, language: string): string {
  const digits = perSecond < 1 ? 2 : perSecond < 100 ? 1 : 0;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(perSecond);
}

export function formatShare(share: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0,
  }).format(share);
}

/** A duration in the largest unit that fits. */
export function formatAge(ms: number, language: string): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 120) return unit(seconds, 'second', language, 0);
  if (seconds < 7200) return unit(seconds / 60, 'minute', language, 0);
  if (seconds < 172_800) return unit(seconds / 3600, 'hour', language, 0);
  return unit(seconds / 86_400, 'day', language, 0);
}

export function formatDate(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso));
}

/** A time of day with milliseconds. */
export function formatInstant(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(new Date(iso));
}

export function formatClock(iso: string | number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso));
}

/** The start of a period of a sale: a time of day, with the date for periods of a quarter of an hour and more. */
export function formatPeriod(ms: number, periodSeconds: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    ...(periodSeconds >= 900 && { month: 'numeric', day: 'numeric' }),
    ...(periodSeconds < 86_400 && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    ...(periodSeconds < 60 && { second: '2-digit' }),
  }).format(new Date(ms));
}
