/**
 * Decides the effect of a message of the seat stream, given the last version applied. Pure: no clock, no connection.
 *
 * Each message has the version after the previous one. Messages seen already are dropped; after a gap the board can't
 * be trusted, and only a new INIT restores it.
 */
import * as v from 'valibot';
import type { SeatsInit, SeatState, SeatUpdate } from '@/shared/api/types';
import { json } from '@/shared/live/json';

export type StreamMessage =
  | { readonly kind: 'INIT'; readonly data: SeatsInit }
  | { readonly kind: 'SEAT_UPDATE'; readonly data: SeatUpdate }
  | { readonly kind: 'STALE' }
  | { readonly kind: 'LIVE' };

export interface Cursor {
  /** The last version that was applied; null before a snapshot, and after a gap. */
  readonly version: number | null;
  /** The server reported that its feed has stopped. */
  readonly stale: boolean;
}

export type Effect =
  /** Every seat is free except these. */
  | { readonly kind: 'replace'; readonly seats: readonly SeatState[] }
  | { readonly kind: 'patch'; readonly seats: readonly SeatState[] }
  /** Reconnect without a version, to get an INIT. */
  | { readonly kind: 'resync' }
  | { readonly kind: 'none' };

export const START: Cursor = { version: null, stale: false };

const NOTHING: Effect = { kind: 'none' };

export function advance(cursor: Cursor, message: StreamMessage): { cursor: Cursor; effect: Effect } {
  switch (message.kind) {
    case 'INIT':
      // An INIT is applied even if its version is lower: the server is the authority.
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

/** Both kinds of messages with seats have the same form. A status that this page doesn't know is accepted. */
const SEATS = json(
  v.object({
    eventId: v.number(),
    version: v.number(),
    seats: v.array(
      v.object({
        id: v.number(),
        status: v.custom<SeatState['status']>((status) => typeof status === 'string'),
      }),
    ),
  }),
);

/** Null for a kind of message that this page doesn't know. Throws at one that is broken: the stream reconnects. */
export function parseMessage(event: string, data: string): StreamMessage | null {
  switch (event) {
    case 'INIT':
      return { kind: event, data: v.parse(SEATS, data) };
    case 'SEAT_UPDATE':
      return { kind: event, data: v.parse(SEATS, data) };
    case 'STALE':
    case 'LIVE':
      return { kind: event };
    default:
      return null;
  }
}
