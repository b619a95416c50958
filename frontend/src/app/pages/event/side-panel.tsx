import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChosenSeats, ConflictNotice, EndedNotice, HeldSeats, useBasket } from '@/features/basket';
import { useAttempt } from '@/features/checkout';
import type { EventView } from '@/shared/api/types';
import { eventStatus } from '@/shared/lib/event-status';
import { buttonClass } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { OpensIn } from './opens-in';
import type { Seats } from './use-seats';

/** The buyer's own seats: chosen, held, lost or ordered, with the next step for each. */
export function SidePanel({ event, seats }: { event: EventView; seats: Seats }) {
  const { t } = useTranslation();
  const ended = useBasket((state) => state.ended[String(event.id)]);
  const attempt = useAttempt(event.id);
  const { hold, chosenSeats, conflict, busy } = seats;
  const sent = attempt !== null && attempt.phase !== 'ready';
  const nothing =
    hold === undefined && chosenSeats.length === 0 && ended === undefined && conflict === null && !sent;
  return (
    <div className="space-y-4">
      <h2 className="text-lg font-bold max-lg:sr-only">{t('basket.title')}</h2>
      {sent && (
        <Notice
          tone="good"
          title={t('basket.underWay.title')}
          actions={
            attempt.orderId === null ? (
              <Link
                to="/events/$eventId/checkout"
                params={{ eventId: event.id }}
                className={buttonClass('primary', 'small')}
              >
                {t('basket.underWay.action')}
              </Link>
            ) : (
              <Link
                to="/orders/$orderId"
                params={{ orderId: attempt.orderId }}
                className={buttonClass('primary', 'small')}
              >
                {t('basket.underWay.action')}
              </Link>
            )
          }
        />
      )}
      {ended !== undefined && !sent && (
        <EndedNotice
          eventId={event.id}
          ended={ended}
          busy={busy !== null}
          onAgain={() => void seats.tryHold(ended.seats)}
        />
      )}
      {conflict !== null && (
        <ConflictNotice
          {...conflict}
          busy={busy !== null}
          onTake={(wanted) => void seats.tryHold(wanted)}
          onDismiss={seats.dismissConflict}
        />
      )}
      {hold !== undefined && !sent && <HeldSeats hold={hold} />}
      {chosenSeats.length > 0 && (
        <ChosenSeats
          seats={chosenSeats}
          currency={event.currency}
          joins={hold !== undefined}
          busy={busy === 'hold'}
          onHold={() => void seats.tryHold(chosenSeats)}
          onDrop={(seat) => {
            seats.setChosen((old) => old.filter((id) => id !== seat.id));
          }}
          onClear={() => {
            seats.setChosen([]);
          }}
        />
      )}
      {nothing && <Hint event={event} />}
    </div>
  );
}

function Hint({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const status = eventStatus(event);
  if (status === 'SCHEDULED') return <OpensIn event={event} />;
  return (
    <div className="text-muted">
      <p>{status === 'CLOSED' ? t('basket.emptyClosed') : t('basket.empty')}</p>
      {status !== 'CLOSED' && <p className="mt-2 text-sm max-sm:hidden">{t('map.party.hint')}</p>}
    </div>
  );
}
