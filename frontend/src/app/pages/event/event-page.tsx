import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/app/layout/use-page-title';
import { useBoard } from '@/features/seat-map';
import { eventQuery } from '@/shared/api/queries';
import { ErrorPage } from '@/shared/errors/error-page';
import { errorKind } from '@/shared/errors/help';
import { EventHeader } from './event-header';
import type { SeatView } from './seat-frame';
import { SeatSelection } from './seat-selection';
import { useSalesClock } from './use-sales-clock';

const route = getRouteApi('/events/$eventId');

export function EventPage() {
  const { eventId } = route.useParams();
  return <OneEvent key={eventId} eventId={eventId} />;
}

function OneEvent({ eventId }: { eventId: number }) {
  const { t } = useTranslation();
  const { view = 'map' } = route.useSearch();
  const navigate = route.useNavigate();
  const event = useQuery({ ...eventQuery(eventId), refetchInterval: 30_000 });
  const board = useBoard(eventId);
  useSalesClock(event.data);
  usePageTitle(
    event.data?.title ?? (event.isError ? t(`errors.${errorKind(event.error)}.title`) : undefined),
  );
  // What arrives is rendered in slices: in one task it would block a slow phone for a tenth of a second and more.
  const shown = {
    event: useDeferredValue(event.data),
    house: useDeferredValue(board.phase === 'ready' ? board : null),
  };

  const onView = useCallback(
    (chosen: SeatView) => {
      void navigate({ search: { view: chosen === 'map' ? undefined : chosen }, replace: true });
    },
    [navigate],
  );
  if (event.data === undefined && !event.isPending)
    return <ErrorPage error={event.error} retry={() => void event.refetch()} />;
  if (event.data !== undefined && board.phase === 'failed') {
    return (
      <>
        <EventHeader event={event.data} />
        <ErrorPage within error={board.error} retry={board.retry} />
      </>
    );
  }
  return <SeatSelection eventId={eventId} {...shown} view={view} onView={onView} />;
}
