/** Sends the order, or resumes one that a reload or lost connection interrupted, then navigates to its page. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endHold, holdOf } from '@/features/basket';
import { attemptOf, beginAttempt, endAttempt, markSending, type Attempt } from '@/features/checkout';
import { hasCode } from '@/shared/api/problem';
import { notePace } from '@/shared/errors/pace';
import { toastError } from '@/shared/errors/toast-error';
import { toast } from '@/shared/ui/toasts';
import { placeAndRemember } from '@/app/place-and-remember';

export interface Placing {
  pay: (method: string | null) => void;
  /** The error that left the outcome unknown; null otherwise. */
  unknown: unknown;
  /** The order was sent before this page was opened. */
  resumed: boolean;
  retryNow: () => void;
}

/** `shown` is the attempt that the checkout is about. */
export function usePlacing(eventId: number, shown: Attempt | null): Placing {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const key = shown?.key ?? null;
  const sending = shown?.phase === 'sending';
  const [unknown, setUnknown] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const [resumed, setResumed] = useState(sending);

  // The key exists before the button can be pressed, so that a double click sends the same key twice.
  useEffect(() => {
    const hold = holdOf(eventId);
    if (hold !== null) beginAttempt(hold);
  }, [eventId]);

  const refused = useEffectEvent((error: unknown) => {
    setResumed(false);
    const attempt = key === null ? null : attemptOf(key);
    if (hasCode(error, 'RESERVATION_EXPIRED') && attempt !== null) endHold(eventId, attempt.holdToken);
    if (hasCode(error, 'IDEMPOTENCY_KEY_REUSED')) {
      // This key is bound to another order; the next attempt needs a new one.
      if (attempt !== null) endAttempt(attempt.key);
      toast({
        tone: 'bad',
        title: t('errors.IDEMPOTENCY_KEY_REUSED.title'),
        text: t('checkout.reused'),
        traceId: error.traceId,
      });
      return;
    }
    if (!notePace('order', error)) toastError(error);
  });

  useEffect(() => {
    if (!sending || key === null) return;
    const attempt = attemptOf(key);
    if (attempt === null) return;
    const abort = new AbortController();
    const onUnknown = (error: unknown) => {
      notePace('order', error);
      setUnknown(error);
    };
    placeAndRemember(attempt, { signal: abort.signal, queries, onUnknown }).then(
      (order) => {
        if (!abort.signal.aborted)
          void navigate({ to: '/orders/$orderId', params: { orderId: order.orderId }, replace: true });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        // Still as it was sent: only the account that sent it can tell what became of it.
        const unsure = attemptOf(key)?.phase === 'sending';
        setUnknown(unsure ? error : null);
        if (!unsure) refused(error);
      },
    );
    return () => {
      abort.abort();
    };
  }, [sending, key, round, navigate, queries]);

  useEffect(() => {
    if (!sending) return;
    const retryNow = () => {
      setRound((old) => old + 1);
    };
    window.addEventListener('online', retryNow);
    return () => {
      window.removeEventListener('online', retryNow);
    };
  }, [sending]);

  return {
    pay: (method) => {
      const hold = holdOf(eventId);
      if (hold === null) return;
      const attempt = beginAttempt(hold);
      // Another tab may have sent this attempt already; then it is resumed unchanged.
      if (attempt.phase === 'ready') markSending(attempt, method);
    },
    unknown,
    resumed,
    retryNow: () => {
      setRound((old) => old + 1);
    },
  };
}
