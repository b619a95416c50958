/** The words of a timeline that this page has texts for. The server may send others, which are shown as they are. */
import type { TimelineEntry } from '@/shared/api/types';
import { known } from '@/shared/api/vocabulary';
import type { Tone } from '@/shared/ui/badge';

/** Steps, HTTP operations and events. */
export const WHATS = [
  'place_order',
  'confirm_reservation',
  'cancel_order',
  'take_callback',
  'record',
  'claim',
  'authorise',
  'note_payment',
  'sell',
  'settle',
  'publish',
  'begin_cancel',
  'void',
  'give_back',
  'finish_cancel',
  'begin_refund',
  'refund',
  'finish_refund',
  'row_changed',
  'start',
  'start_refund',
  'start_settlement',
  'complete',
  'fail',
  'time_out',
  'continue_as_new',
  'workflow_task',
  'payment_deadline',
  'pause',
  'signal',
  'update',
  'request_cancellation',
  'terminate',
  'reset',
] as const;

const TONES = {
  PENDING: 'warn',
  SOLD: 'good',
  CONFIRMED: 'good',
  REFUNDING: 'warn',
  REFUNDED: 'neutral',
  CANCELLING: 'warn',
  CANCELLED: 'neutral',
  CLAIMED: 'good',
  REFUSED: 'bad',
  AUTHORIZED: 'good',
  CAPTURED: 'good',
  DECLINED: 'bad',
  VOIDED: 'neutral',
  NONE: 'neutral',
  SEAT_LOST: 'bad',
  BUYER_LIMIT: 'bad',
  PAYMENT_REFUSED: 'bad',
  EPOCH_MOVED: 'warn',
  WON: 'good',
  LOST: 'warn',
  DONE: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
} as const satisfies Record<string, Tone>;

export const OUTCOMES = Object.keys(TONES) as readonly (keyof typeof TONES)[];

export function outcomeTone(text: string): Tone {
  const outcome = known(OUTCOMES, text);
  return outcome === null ? 'neutral' : TONES[outcome];
}

/** Whether a step is still being tried: it has attempts and no end. */
export function isUnderWay({ outcome, durationMs, attempts }: TimelineEntry): boolean {
  return typeof outcome !== 'string' && typeof durationMs !== 'number' && typeof attempts === 'number';
}
