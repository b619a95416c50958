/** Issues of form fields, found here or by the API, by codes: their texts are in the page's language. */
import type { FieldError } from '@/shared/api/types';

export type FieldIssue =
  | {
      readonly kind:
        | 'empty'
        | 'malformed'
        | 'time'
        | 'whole'
        | 'price'
        | 'zone'
        | 'past'
        | 'order'
        | 'currency'
        | 'noSection';
    }
  | { readonly kind: 'long' | 'many' | 'seats'; readonly most: number }
  | { readonly kind: 'range' | 'years'; readonly least: number; readonly most: number }
  /** A code that this page doesn't know: the API's message is shown as it is. */
  | { readonly kind: 'other'; readonly message: string };

/** Keyed by the field's name in the request: `title`, `sections[1].rows`. */
export type FieldIssues = ReadonlyMap<string, FieldIssue>;

export function readIssues(errors: readonly FieldError[]): FieldIssues {
  return new Map(errors.map((error) => [error.field, readIssue(error)]));
}

function readIssue({ field, code, message, min = 0, max }: FieldError): FieldIssue {
  // The API's range for a price is in minor units, which isn't what was typed.
  if (field.endsWith('.price')) return { kind: 'price' };
  switch (code) {
    case 'EMPTY':
      return { kind: field === 'sections' ? 'noSection' : 'empty' };
    case 'MALFORMED':
      return { kind: field === 'currency' ? 'currency' : field === 'timeZone' ? 'zone' : 'malformed' };
    case 'NOT_IN_FUTURE':
      return { kind: 'past' };
    case 'OUT_OF_ORDER':
      return { kind: 'order' };
    case 'TOO_LONG':
    case 'TOO_MANY':
    case 'TOO_LARGE':
    case 'OUT_OF_RANGE':
      return max === undefined ? { kind: 'other', message } : bounded(code, field, min, max);
    case 'REPEATED':
    case 'UNKNOWN':
    default:
      return { kind: 'other', message };
  }
}

type BoundedCode = 'TOO_LONG' | 'TOO_MANY' | 'TOO_LARGE' | 'OUT_OF_RANGE';

function bounded(code: BoundedCode, field: string, least: number, most: number): FieldIssue {
  switch (code) {
    case 'TOO_LONG':
      return { kind: 'long', most };
    case 'TOO_MANY':
      return { kind: 'many', most };
    case 'TOO_LARGE':
      return { kind: 'seats', most };
    case 'OUT_OF_RANGE':
      return { kind: field.endsWith('At') ? 'years' : 'range', least, most };
  }
}
