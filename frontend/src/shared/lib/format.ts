/** Formats money, numbers and times for the reader's language. */
import { knownZone, ownZone, wallClock } from './zone';

/** `amount` is in minor units: 50000 KRW is ₩50,000, 50000 USD is $500.00. */
export function formatMoney(amount: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

/** With the currency's name, which every screen reader can say: "240,000 South Korean won". */
export function formatMoneyName(amount: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'name' });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

/** "5, 6 and 7". */
export function formatList(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}

export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** By the reader's clock. */
export function formatDateTime(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** At the venue, with the name of its zone: "Sat, May 1, 2027, 7:30 PM GMT+9". */
export function formatVenueTime(iso: string, zone: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: knownZone(zone),
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso));
}

/** The same moment by the reader's clock, with its date where that differs too; null where both clocks agree. */
export function formatReaderTime(iso: string, zone: string, language: string): string | null {
  const at = new Date(iso);
  const venue = wallClock(at, knownZone(zone)).text;
  const own = wallClock(at, ownZone()).text;
  if (venue === own) return null;
  const [venueDate, ownDate] = [venue, own].map((text) => text.slice(0, 10));
  return new Intl.DateTimeFormat(language, {
    ...(venueDate !== ownDate && { weekday: 'short', month: 'short', day: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
  }).format(at);
}

/** The parts of a venue's time. The year is empty when it is the current one. */
export function formatDay(
  iso: string,
  zone: string,
  language: string,
): { year: string; month: string; day: string; weekday: string; time: string } {
  const date = new Date(iso);
  const timeZone = knownZone(zone);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options }).format(date);
  const isThisYear = wallClock(date, timeZone).year === wallClock(new Date(), timeZone).year;
  return {
    year: isThisYear ? '' : part({ year: 'numeric' }),
    month: part({ month: 'short' }),
    day: new Intl.DateTimeFormat('en', { timeZone, day: 'numeric' }).format(date),
    weekday: part({ weekday: 'short' }),
    time: part({ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }),
  };
}

/** 125 seconds are 2:05. */
export function formatCountdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
