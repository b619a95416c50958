/**
 * What a message of the seat stream means, given what was seen before. Pure: no clock, no connection.
 *
 * One version is one message, so the next one is known. What was seen already is dropped; after a gap nothing can be
 * trusted, and only a new INIT helps.
 */
import type { SeatsInit, SeatState, SeatUpdate } from '@/shared/api/types';

export type StreamMessage =
  | { readonly kind: 'INIT'; readonly data: SeatsInit }
  | { readonly kind: 'SEAT_UPDATE'; readonly data: SeatUpdate }
  | { readonly kind: 'STALE' }
  | { readonly kind: 'LIVE' };

export interface Cursor {
  /** The last version that was applied; null until there is a snapshot to go on from. */
  readonly version: number | null;
  /** The server said that its feed has stopped. */
  readonly stale: boolean;
}

export type Effect =
  /** Every seat is free but these. */
  | { readonly kind: 'replace'; readonly seats: readonly SeatState[] }
  | { readonly kind: 'patch'; readonly seats: readonly SeatState[] }
  /** Connect again without a version, to be given an INIT. */
  | { readonly kind: 'resync' }
  | { readonly kind: 'none' };

export const START: Cursor = { version: null, stale: false };

const NOTHING: Effect = { kind: 'none' };

export function advance(cursor: Cursor, message: StreamMessage): { cursor: Cursor; effect: Effect } {
  switch (message.kind) {
    case 'INIT':
      // Also when its version is lower: the server is the authority on what it counts on from.
      return {
        cursor: { version: message.data.version, stale: false },
        effect: { kind: 'replace', seats: message.data.seats },
      };
    case 'SEAT_UPDATE': {
      const { version, seats } = message.data;
      if (cursor.version !== null && version <= cursor.version) return { cursor, effect: NOTHING };
      if (cursor.version !== null && version === cursor.version + 1) {
        return { cursor: { version, stale: false }, effect: { kind: 'patch', seats } };
      }
      return { cursor: { ...cursor, version: null }, effect: { kind: 'resync' } };
    }
    case 'STALE':
      return { cursor: { ...cursor, stale: true }, effect: NOTHING };
    case 'LIVE':
      return { cursor: { ...cursor, stale: false }, effect: NOTHING };
  }
}

/** Null for a message of a kind that came after this page was written. */
export function parseMessage(event: string, data: string): StreamMessage | null {
  switch (event) {
    case 'INIT':
      return { kind: event, data: JSON.parse(data) as SeatsInit };
    case 'SEAT_UPDATE':
      return { kind: event, data: JSON.parse(data) as SeatUpdate };
    case 'STALE':
    case 'LIVE':
      return { kind: event };
    default:
      return null;
  }
}
