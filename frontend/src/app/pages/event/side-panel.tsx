import { Link } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ChosenSeats,
  ConflictNotice,
  EndedNotice,
  HeldSeats,
  LimitNotice,
  useBasket,
} from '@/features/basket';
import { useSentAttempts, type Attempt } from '@/features/checkout';
import type { EventView } from '@/shared/api/types';
import { PaceNotice } from '@/shared/errors/pace-notice';
import { eventStatus } from '@/shared/lib/event-status';
import { labelsOf } from '@/shared/lib/seat';
import { buttonClass } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { CustomerField } from './customer-field';
import { OpensIn } from './opens-in';
import type { Seats } from './use-seats';

interface Props {
  eventId: number;
  /** Undefined until it has arrived. */
  event: EventView | undefined;
  /** The seats have arrived. */
  ready: boolean;
  seats: Seats;
  /** Takes the focus when seats have been held. */
  headingRef: RefObject<HTMLHeadingElement | null>;
}

/** The buyer's own seats: chosen, held, lost or ordered, with the next step for each. */
export function SidePanel({ eventId, event, ready, seats, headingRef }: Props) {
  const { t } = useTranslation();
  const ended = useBasket((state) => state.ended[String(eventId)]);
  const sent = useSentAttempts(eventId);
  const { hold, chosenSeats, conflict, busy } = seats;
  const sending = sent.some((attempt) => attempt.phase === 'sending');
  const nothing =
    hold === undefined &&
    chosenSeats.length === 0 &&
    ended === undefined &&
    conflict === null &&
    sent.length === 0;
  return (
    <div className="space-y-4">
      <h2 ref={headingRef} tabIndex={-1} className="text-lg font-bold max-lg:sr-only">
        {t('basket.title')}
      </h2>
      {event !== undefined && eventStatus(event) === 'SCHEDULED' && <OpensIn event={event} />}
      {seats.customer !== null && <CustomerField customer={seats.customer} onName={seats.setCustomer} />}
      {sent.map((attempt) => (
        <OrderUnderWay key={attempt.key} attempt={attempt} />
      ))}
      {ended !== undefined && !sending && (
        <EndedNotice
          eventId={eventId}
          ended={ended}
          busy={busy !== null || seats.pace > 0}
          {...(seats.open && { onAgain: () => void seats.tryHold(ended.seats) })}
        />
      )}
      {conflict !== null && (
        <ConflictNotice
          {...conflict}
          holding={hold !== undefined}
          busy={busy !== null || seats.pace > 0}
          onTake={(wanted) => void seats.tryHold(wanted)}
          onDismiss={seats.dismissConflict}
        />
      )}
      {seats.limit !== null && (
        <LimitNotice
          limit={seats.limit}
          ofCustomer={seats.customer !== null}
          onDismiss={seats.dismissLimit}
        />
      )}
      <PaceNotice kind="hold" />
      {hold !== undefined && !seats.buying && <HeldSeats hold={hold} />}
      {event !== undefined && chosenSeats.length > 0 && (
        <ChosenSeats
          seats={chosenSeats}
          currency={event.currency}
          joins={hold !== undefined}
          busy={busy === 'hold' || seats.buying}
          waits={seats.pace > 0}
          onHold={() => void seats.tryHold(chosenSeats)}
          onDrop={(seat) => {
            seats.drop(seat.id);
          }}
          onClear={seats.clear}
        />
      )}
      {nothing && <Hint event={event} ready={ready} soldOut={seats.soldOut} />}
    </div>
  );
}

/** An order of this event that has not ended. The map stays usable for another one. */
function OrderUnderWay({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation();
  const { eventId, orderId } = attempt;
  const link = buttonClass('primary', 'small');
  return (
    <Notice
      tone="good"
      title={t(orderId === null ? 'basket.underWay.sending' : 'basket.underWay.title')}
      actions={
        orderId === null ? (
          <Link to="/events/$eventId/checkout" params={{ eventId }} className={link}>
            {t('basket.underWay.action')}
          </Link>
        ) : (
          <Link to="/orders/$orderId" params={{ orderId }} className={link}>
            {t('basket.underWay.action')}
          </Link>
        )
      }
    >
      {labelsOf(attempt.seats)}
    </Notice>
  );
}

function Hint({ event, ready, soldOut }: { event: EventView | undefined; ready: boolean; soldOut: boolean }) {
  const { t } = useTranslation();
  const status = event && eventStatus(event);
  if (status === 'SCHEDULED') return null;
  const open = soldOut ? 'basket.emptySoldOut' : 'basket.empty';
  const known = status === 'CLOSED' ? 'basket.emptyClosed' : open;
  return <p className="text-muted">{t(ready ? known : 'basket.loading')}</p>;
}
