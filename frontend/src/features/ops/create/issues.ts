/** Issues of form fields. The API's English messages are parsed, so that they can be shown in the page's language. */
import type { FieldError } from '@/shared/api/types';

export type FieldIssue =
  | {
      readonly kind:
        'empty' | 'control' | 'time' | 'whole' | 'price' | 'years' | 'closesFirst' | 'currency' | 'noSection';
    }
  | { readonly kind: 'long' | 'many' | 'seats'; readonly most: string }
  | { readonly kind: 'range'; readonly least: string; readonly most: string }
  /** Unknown to this page: the API's message is shown as it is. */
  | { readonly kind: 'other'; readonly message: string };

/** Keyed by the field's name in the request: `title`, `sections[1].rows`. */
export type FieldIssues = ReadonlyMap<string, FieldIssue>;

const FIXED: Readonly<Record<string, FieldIssue>> = {
  'must not be empty': { kind: 'empty' },
  'must not have control characters': { kind: 'control' },
  'must lie between the years 1970 and 9999': { kind: 'years' },
  'must be later than the opening': { kind: 'closesFirst' },
  'must be an ISO 4217 code: three upper-case letters': { kind: 'currency' },
  'an event needs at least one section': { kind: 'noSection' },
};

export function readIssues(errors: readonly FieldError[]): FieldIssues {
  return new Map(errors.map(({ field, message }) => [field, readIssue(field, message)]));
}

function readIssue(field: string, message: string): FieldIssue {
  const fixed = FIXED[message];
  if (fixed !== undefined) return fixed;
  const long = /^must have at most (\d+) characters$/.exec(message)?.[1];
  if (long !== undefined) return { kind: 'long', most: long };
  const many = /^must be at most (\d+)$/.exec(message)?.[1];
  if (many !== undefined) return { kind: 'many', most: many };
  const seats = /^an event may have at most (\d+) seats$/.exec(message)?.[1];
  if (seats !== undefined) return { kind: 'seats', most: seats };
  const [, least, most] = /^must be from (\d+) to (\d+)$/.exec(message) ?? [];
  // The API's range for a price is in minor units, which isn't what was typed.
  if (field.endsWith('.price')) return { kind: 'price' };
  if (least !== undefined && most !== undefined) return { kind: 'range', least, most };
  return { kind: 'other', message };
}
