import { Link } from '@tanstack/react-router';
import { CircleCheck, Users } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown, holdSeats, useBasket, type HoldOutcome } from '@/features/basket';
import { claimHoldAgain, failedAtPayment, type MyOrder } from '@/features/orders';
import { hasCode } from '@/shared/api/problem';
import type { Order } from '@/shared/api/types';
import { errorKind } from '@/shared/errors/help';
import { notePace, usePace } from '@/shared/errors/pace';
import { PaceNotice } from '@/shared/errors/pace-notice';
import { serverClock } from '@/shared/lib/clock';
import { labelsOf, type SeatInfo } from '@/shared/lib/seat';
import { Button, buttonClass } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';

/** When an order ended longer ago, the buyer has most likely left, so its seats are not held again automatically. */
const RECENT_MS = 120_000;

/** After a failed payment: holds the same seats again at once, or offers those that are still free. */
export function HoldAgain({ order, mine }: { order: Order; mine: MyOrder }) {
  const { t } = useTranslation();
  const hold = useBasket((state) => state.holds[String(order.eventId)]);
  const [outcome, setOutcome] = useState<HoldOutcome | 'trying' | null>(null);
  const pace = usePace('hold');
  const held =
    hold !== undefined && mine.seats.some((seat) => hold.seats.some((other) => other.id === seat.id));

  const again = async (seats: readonly SeatInfo[]) => {
    setOutcome('trying');
    const ended = await holdSeats(order.eventId, mine.currency, seats);
    if (ended.kind === 'failed') notePace('hold', ended.error);
    setOutcome(ended);
  };
  const holdAgainOnce = useEffectEvent(() => {
    const recent = serverClock.now() - Date.parse(order.updatedAt) < RECENT_MS;
    if (failedAtPayment(order) && recent && claimHoldAgain(order.orderId)) void again(mine.seats);
  });
  useEffect(() => {
    const timer = setTimeout(holdAgainOnce);
    return () => {
      clearTimeout(timer);
    };
  }, [order.orderId]);

  const map = (
    <Link
      to="/events/$eventId"
      params={{ eventId: order.eventId }}
      className={buttonClass('quiet', 'medium')}
    >
      {t('orders.again.map')}
    </Link>
  );
  if (held) {
    return (
      <Notice
        urgent
        tone="good"
        icon={<CircleCheck aria-hidden size={18} />}
        title={t('orders.again.held')}
        actions={
          <>
            <Link
              to="/events/$eventId/checkout"
              params={{ eventId: order.eventId }}
              className={buttonClass('accent')}
            >
              {t('orders.again.action')}
            </Link>
            {map}
          </>
        }
        silent={<Countdown expiresAt={hold.expiresAt} />}
      >
        <p className="font-semibold">{labelsOf(hold.seats)}</p>
      </Notice>
    );
  }
  if (outcome === 'trying') return <Notice tone="neutral" title={t('orders.again.trying')} />;
  if (outcome?.kind === 'conflict') {
    const taken = new Set(outcome.taken);
    const lost = mine.seats.filter((seat) => taken.has(seat.id));
    const rest = mine.seats.filter((seat) => !taken.has(seat.id));
    return (
      <Notice
        urgent
        tone="warn"
        icon={<Users aria-hidden size={18} />}
        title={t('orders.again.lost', { labels: labelsOf(lost) })}
        actions={
          <>
            {rest.length > 0 && (
              <Button variant="primary" waits={pace > 0} onClick={() => void again(rest)}>
                {t('orders.again.rest', { count: rest.length, labels: labelsOf(rest) })}
              </Button>
            )}
            {map}
          </>
        }
      />
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      {outcome?.kind === 'failed' && !hasCode(outcome.error, 'TOO_MANY_REQUESTS') && (
        <p role="alert" className="w-full text-sm text-accent">
          {t('orders.again.failed')} {t(`errors.${errorKind(outcome.error)}.text`)}
        </p>
      )}
      <div className="w-full empty:hidden">
        <PaceNotice kind="hold" />
      </div>
      <Button variant="primary" waits={pace > 0} onClick={() => void again(mine.seats)}>
        {t('orders.again.rest', { count: mine.seats.length, labels: labelsOf(mine.seats) })}
      </Button>
      {map}
    </div>
  );
}
