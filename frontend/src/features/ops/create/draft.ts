/** The values of the event form as typed, and their conversion to a request. */
import type { EventDraft } from '@/shared/api/types';
import { isZone, knownZone, momentOf, ownZone } from '@/shared/lib/zone';
import type { FieldIssue, FieldIssues } from './issues';

export interface SectionDraft {
  /** Identifies the section while others are added and removed. */
  readonly key: number;
  readonly name: string;
  readonly rows: string;
  readonly cols: string;
  /** In major units, as in "49.50". */
  readonly price: string;
}

export interface Draft {
  readonly title: string;
  readonly venue: string;
  /** The venue's. */
  readonly timeZone: string;
  /** Times as `datetime-local` has them, in the venue's time zone. */
  readonly startsAt: string;
  readonly salesOpenAt: string;
  readonly salesCloseAt: string;
  readonly currency: string;
  /** Empty for no limit. */
  readonly seatsPerBuyer: string;
  readonly sections: readonly SectionDraft[];
}

export const NEW_SECTION = { name: '', rows: '10', cols: '20', price: '' } as const;

export const EMPTY: Draft = {
  title: '',
  venue: '',
  timeZone: ownZone(),
  startsAt: '',
  salesOpenAt: '',
  salesCloseAt: '',
  currency: 'KRW',
  seatsPerBuyer: '',
  sections: [{ key: 1, ...NEW_SECTION }],
};

/** The number of minor digits of a currency: 0 for KRW, 2 for USD. */
export function minorDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 0;
  } catch {
    // Not a currency code; the API refuses it.
    return 0;
  }
}

/** A whole number of at least 1, or null. */
export function parseCount(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) && Number(text) >= 1 ? Number(text) : null;
}

/** A price in minor units. Null when it is invalid or has more digits than the currency: a price is never rounded. */
export function parsePrice(text: string, digits: number): number | null {
  const [, whole = '', part = ''] = /^(\d{1,13})(?:\.(\d+))?$/.exec(text.trim().replaceAll(',', '')) ?? [];
  if (whole === '' || part.length > digits) return null;
  return Number(whole + part.padEnd(digits, '0'));
}

function parseTime(local: string, zone: string): string | null {
  return momentOf(local, zone)?.toISOString() ?? null;
}

/**
 * The request, or the issues that prevent it. Only values that a request can't express are checked here; the API checks
 * the rest, and names the fields in the same way.
 */
export function toRequest(draft: Draft): EventDraft | FieldIssues {
  const issues = new Map<string, FieldIssue>();
  const currency = draft.currency.trim().toUpperCase();
  const digits = minorDigits(currency);
  const timeZone = draft.timeZone.trim();
  if (!isZone(timeZone)) issues.set('timeZone', { kind: 'zone' });
  const zone = knownZone(timeZone);
  const startsAt = parseTime(draft.startsAt, zone);
  if (startsAt === null) issues.set('startsAt', { kind: 'time' });
  const limited = draft.seatsPerBuyer.trim() !== '';
  const seatsPerBuyer = limited ? parseCount(draft.seatsPerBuyer) : null;
  if (limited && seatsPerBuyer === null) issues.set('seatsPerBuyer', { kind: 'whole' });
  const sections = draft.sections.map((section, index) => {
    const rows = parseCount(section.rows);
    const cols = parseCount(section.cols);
    const price = parsePrice(section.price, digits);
    if (rows === null) issues.set(`sections[${index}].rows`, { kind: 'whole' });
    if (cols === null) issues.set(`sections[${index}].cols`, { kind: 'whole' });
    if (price === null) issues.set(`sections[${index}].price`, { kind: 'price' });
    return { name: section.name.trim(), rows: rows ?? 0, cols: cols ?? 0, price: price ?? 0 };
  });
  // Empty fields are checked here too, so that all issues are shown at once.
  for (const field of ['title', 'venue'] as const) {
    if (draft[field].trim() === '') issues.set(field, { kind: 'empty' });
  }
  sections.forEach(({ name }, index) => {
    if (name === '') issues.set(`sections[${index}].name`, { kind: 'empty' });
  });
  if (startsAt === null || issues.size > 0) return issues;
  const salesOpenAt = parseTime(draft.salesOpenAt, zone);
  const salesCloseAt = parseTime(draft.salesCloseAt, zone);
  return {
    title: draft.title.trim(),
    venue: draft.venue.trim(),
    startsAt,
    timeZone,
    currency,
    sections,
    ...(salesOpenAt !== null && { salesOpenAt }),
    ...(salesCloseAt !== null && { salesCloseAt }),
    ...(seatsPerBuyer !== null && { seatsPerBuyer }),
  };
}

export function isRequest(parsed: EventDraft | FieldIssues): parsed is EventDraft {
  return !(parsed instanceof Map);
}
