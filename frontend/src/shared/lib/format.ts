/**
 * Formats money, numbers and times for the reader's language.
 *
 * A formatter takes about 50 times as long to make as to use, so each one is made once.
 */

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

export function formatDay(
  iso: string,
  language: string,
): { month: string; day: string; weekday: string; time: string } {
  const date = new Date(iso);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, options).format(date);
  return {
    month: part({ month: 'short' }),
    day: String(date.getDate()),
    weekday: part({ weekday: 'short' }),
    time: part({ hour: 'numeric', minute: '2-digit' }),
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

/** Keeps each result of a function by its arguments. There are only as many as languages and currencies. */
function remember<Keys extends string[], Value>(make: (...keys: Keys) => Value): (...keys: Keys) => Value {
  const made = new Map<string, Value>();
  return (...keys) => {
    const key = keys.join(' ');
    const known = made.get(key) ?? make(...keys);
    made.set(key, known);
    return known;
  };
}
