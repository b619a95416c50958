/**
 * Formats money, numbers and times for the reader's language.
 *
 * A formatter takes about 50 times as long to make as to use, so each one is made once.
 */
import { remember } from './remember';
import { knownZone, ownWallClock, ownZone, wallClock } from './zone';

type Style = 'narrowSymbol' | 'name';

interface MoneyFormat {
  readonly format: Intl.NumberFormat;
  /** Minor units in one major unit. */
  readonly unit: number;
}

const moneyFormat = remember((language: string, currency: string, style: Style): MoneyFormat => {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: style,
  });
  return { format, unit: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0) };
});
const numberFormat = remember((language: string) => new Intl.NumberFormat(language));
const CLOCK = { hour: 'numeric', minute: '2-digit' } as const;
const DATE_STYLES = {
  own: { weekday: 'short', year: 'numeric', month: 'long', day: 'numeric', ...CLOCK },
  venue: {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...CLOCK,
    timeZoneName: 'short',
  },
  clock: CLOCK,
  clockAndZone: { ...CLOCK, timeZoneName: 'short' },
  dayAndClock: { weekday: 'short', month: 'short', day: 'numeric', ...CLOCK },
  year: { year: 'numeric' },
  month: { month: 'short' },
  day: { day: 'numeric' },
  weekday: { weekday: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
type DateStyle = keyof typeof DATE_STYLES;

const dateFormat = remember(
  (language: string, timeZone: string, style: DateStyle) =>
    new Intl.DateTimeFormat(language, { timeZone, ...DATE_STYLES[style] }),
);
const listFormat = remember((language: string) => new Intl.ListFormat(language, { type: 'conjunction' }));

/** `amount` is in minor units: 50000 KRW is ₩50,000, 50000 USD is $500.00. */
export function formatMoney(amount: number, currency: string, language: string): string {
  return money(amount, currency, language, 'narrowSymbol');
}

/** With the currency's name, which every screen reader can say: "240,000 South Korean won". */
export function formatMoneyName(amount: number, currency: string, language: string): string {
  return money(amount, currency, language, 'name');
}

/** "5, 6 and 7". */
export function formatList(items: readonly string[], language: string): string {
  return listFormat(language).format(items);
}

export function formatNumber(value: number, language: string): string {
  return numberFormat(language).format(value);
}

/** By the reader's clock. */
export function formatDateTime(iso: string, language: string): string {
  return dateFormat(language, ownZone(), 'own').format(new Date(iso));
}

/** At the venue, with the name of its zone: "Sat, May 1, 2027, 7:30 PM GMT+9". */
export function formatVenueTime(iso: string, zone: string, language: string): string {
  return dateFormat(language, knownZone(zone), 'venue').format(new Date(iso));
}

/** The same moment by the reader's clock, with its date where that differs too; null where both clocks agree. */
export function formatReaderTime(iso: string, zone: string, language: string): string | null {
  const at = new Date(iso);
  const venue = wallClock(at, knownZone(zone));
  const own = ownWallClock(at);
  if (venue === own) return null;
  const [venueDate, ownDate] = [venue, own].map((text) => text.slice(0, 10));
  return dateFormat(language, ownZone(), venueDate === ownDate ? 'clock' : 'dayAndClock').format(at);
}

/** The parts of a venue's time. The year is empty when it is the current one. */
export function formatDay(
  iso: string,
  zone: string,
  language: string,
): { year: string; month: string; day: string; weekday: string; time: string } {
  const date = new Date(iso);
  const timeZone = knownZone(zone);
  const part = (style: DateStyle, of = language) => dateFormat(of, timeZone, style).format(date);
  const yearOf = (at: Date) => wallClock(at, timeZone).slice(0, 4);
  return {
    year: yearOf(date) === yearOf(new Date()) ? '' : part('year'),
    month: part('month'),
    // In Korean the format adds "일", which the poster has no room for.
    day: part('day', 'en'),
    weekday: part('weekday'),
    time: part('clockAndZone'),
  };
}

/** 125 seconds are 2:05. */
export function formatCountdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function money(amount: number, currency: string, language: string, style: Style): string {
  const { format, unit } = moneyFormat(language, currency, style);
  return format.format(amount / unit);
}
