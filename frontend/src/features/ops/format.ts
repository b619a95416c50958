/** Compact rates, durations and times. Each formatter is made once, as in `shared/lib/format.ts`. */
import { remember } from '@/shared/lib/remember';

const unitFormat = remember(
  (language: string, unit: string, digits: string) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: Number(digits),
    }),
);
const numberFormat = remember(
  (language: string, style: 'decimal' | 'percent', digits: string) =>
    new Intl.NumberFormat(language, { style, maximumFractionDigits: Number(digits) }),
);

const MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const CLOCK = { ...MINUTE, second: '2-digit' } as const;
const DAY = { month: 'numeric', day: 'numeric' } as const;
const TIME_STYLES = {
  minute: MINUTE,
  hour: { ...DAY, ...MINUTE },
  day: DAY,
  date: { dateStyle: 'medium' },
  clock: CLOCK,
  instant: { ...CLOCK, fractionalSecondDigits: 3 },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
const timeFormat = remember(
  (language: string, style: keyof typeof TIME_STYLES) =>
    new Intl.DateTimeFormat(language, TIME_STYLES[style]),
);

function unit(value: number, of: string, language: string, digits: number): string {
  return unitFormat(language, of, String(digits)).format(value);
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
  return numberFormat(language, 'decimal', String(digits)).format(perSecond);
}

export function formatShare(share: number, language: string): string {
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  return numberFormat(language, 'percent', String(digits)).format(share);
}

/** A duration in the largest unit that fits. */
export function formatAge(ms: number, language: string): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 120) return unit(seconds, 'second', language, 0);
  if (seconds < 7200) return unit(seconds / 60, 'minute', language, 0);
  if (seconds < 172_800) return unit(seconds / 3600, 'hour', language, 0);
  return unit(seconds / 86_400, 'day', language, 0);
}

/** A length in the largest unit of which it is a whole number. */
export function formatLength(seconds: number, language: string): string {
  if (seconds % 86_400 === 0) return unit(seconds / 86_400, 'day', language, 0);
  if (seconds % 3600 === 0) return unit(seconds / 3600, 'hour', language, 0);
  if (seconds % 60 === 0) return unit(seconds / 60, 'minute', language, 0);
  return unit(seconds, 'second', language, 0);
}

export function formatDate(iso: string, language: string): string {
  return timeFormat(language, 'date').format(new Date(iso));
}

/** A time of day with milliseconds. */
export function formatInstant(iso: string, language: string): string {
  return timeFormat(language, 'instant').format(new Date(iso));
}

export function formatClock(iso: string | number, language: string): string {
  return timeFormat(language, 'clock').format(new Date(iso));
}

/** The start of a period of a sale: a time of day, the date too for a quarter of an hour and more, or the date alone. */
export function formatPeriod(ms: number, periodSeconds: number, language: string): string {
  const style =
    periodSeconds < 60 ? 'clock' : periodSeconds < 900 ? 'minute' : periodSeconds < 86_400 ? 'hour' : 'day';
  return timeFormat(language, style).format(new Date(ms));
}
