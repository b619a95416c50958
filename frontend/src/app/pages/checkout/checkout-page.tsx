import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PageLoading } from '@/app/layout/page-loading';
import { usePageTitle } from '@/app/layout/use-page-title';
import { HeldSeats, SeatChips, useBasket } from '@/features/basket';
import { PaymentForm, useCheckoutAttempt } from '@/features/checkout';
import { eventQuery } from '@/shared/api/queries';
import { ErrorPage } from '@/shared/errors/error-page';
import { usePace } from '@/shared/errors/pace';
import { PaceNotice } from '@/shared/errors/pace-notice';
import { totalOf } from '@/shared/lib/seat';
import { isUsable, useSession } from '@/shared/session/session';
import { EmptyState } from '@/shared/ui/empty-state';
import { buttonClass } from '@/shared/ui/button';
import { Poster } from '@/shared/ui/poster';
import { useEventTime } from '@/shared/ui/use-event-time';
import { SendingState } from './sending-state';
import { usePlacing } from './use-placing';

const route = getRouteApi('/events/$eventId/checkout');

export function CheckoutPage() {
  const { t } = useTranslation();
  const when = useEventTime();
  const { eventId } = route.useParams();
  const event = useQuery(eventQuery(eventId));
  const hold = useBasket((state) => state.holds[String(eventId)]);
  const attempt = useCheckoutAttempt(eventId, hold?.token ?? null);
  const placing = usePlacing(eventId, attempt);
  const pace = usePace('order');
  /** A hold of an account whose login has ended can't be paid for. */
  const usable = useSession(({ session }) => hold === undefined || isUsable(hold.by, session));
  usePageTitle(t('common.titles.checkout'), event.data?.title);

  // The order was placed here, before a reload, or in another tab.
  if (attempt?.orderId != null)
    return <Navigate to="/orders/$orderId" params={{ orderId: attempt.orderId }} replace />;
  if (event.data === undefined) {
    return event.isPending ? (
      <PageLoading />
    ) : (
      <ErrorPage error={event.error} retry={() => void event.refetch()} />
    );
  }
  const sending = attempt?.phase === 'sending';
  const seats = sending ? attempt.seats : (hold?.seats ?? []);
  if (seats.length === 0) {
    return (
      <EmptyState
        title={t('checkout.nothing.title')}
        heading="h1"
        actions={
          <Link to="/events/$eventId" params={{ eventId }} className={buttonClass('primary')}>
            {t('checkout.nothing.action')}
          </Link>
        }
      >
        {t('checkout.nothing.text')}
      </EmptyState>
    );
  }
  return (
    <div className="mx-auto max-w-5xl px-4 pt-6 pb-16 sm:px-6 sm:pt-10">
      <Link
        to="/events/$eventId"
        params={{ eventId }}
        className="mb-4 inline-flex min-h-11 items-center gap-2 text-sm font-semibold text-muted hover:text-ink"
      >
        <ArrowLeft aria-hidden size={18} />
        {t('checkout.nothing.action')}
      </Link>
      <h1 className="mb-6 text-3xl font-extrabold sm:text-5xl">{t('checkout.title')}</h1>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <section
          aria-label={t('checkout.summary')}
          className="overflow-hidden rounded-3xl border border-line bg-surface lg:order-2"
        >
          <Poster eventId={eventId} rows={5} backRows className="h-20" />
          <div className="p-5">
            <p className="font-display text-lg leading-tight font-bold">{event.data.title}</p>
            <p className="mt-1 mb-4 text-sm text-muted">
              {when(event.data.startsAt, event.data.timeZone)} · {event.data.venue}
            </p>
            {hold !== undefined && !sending ? (
              <HeldSeats hold={hold} checkout={false} />
            ) : (
              <SeatChips seats={seats} currency={event.data.currency} removeLabel={(seat) => seat.label} />
            )}
          </div>
        </section>
        <div className="lg:order-1">
          <SendingState placing={placing} />
          <div className="mb-6 empty:hidden">
            <PaceNotice kind="order" />
          </div>
          {usable && (
            <PaymentForm
              amount={totalOf(seats)}
              currency={event.data.currency}
              busy={sending}
              waits={pace > 0}
              onPay={placing.pay}
            />
          )}
        </div>
      </div>
    </div>
  );
}
