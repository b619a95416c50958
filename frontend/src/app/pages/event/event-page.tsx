import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/app/layout/use-page-title';
import { useBoard } from '@/features/seat-map';
import { eventQuery } from '@/shared/api/queries';
import { ErrorPage } from '@/shared/errors/error-page';
import { errorKind } from '@/shared/errors/help';
import { EventHeader } from './event-header';
import { useSalesClock } from './use-sales-clock';
import { SeatSelection } from './seat-selection';
import type { SeatView } from './seat-frame';
import { SeatLoading } from './seat-loading';

const route = getRouteApi('/events/$eventId');

export function EventPage() {
  const { t } = useTranslation();
  const { eventId } = route.useParams();
  const { view = 'map' } = route.useSearch();
  const navigate = route.useNavigate();
  const event = useQuery({ ...eventQuery(eventId), refetchInterval: 30_000 });
  const board = useBoard(eventId);
  useSalesClock(event.data);
  usePageTitle(
    event.data?.title ?? (event.isError ? t(`errors.${errorKind(event.error)}.title`) : undefined),
  );

  const onView = (chosen: SeatView) => {
    void navigate({ search: { view: chosen === 'map' ? undefined : chosen }, replace: true });
  };
  const loading = <SeatLoading eventId={eventId} event={event.data} view={view} onView={onView} />;
  if (event.data === undefined) {
    return event.isPending ? loading : <ErrorPage error={event.error} retry={() => void event.refetch()} />;
  }
  if (board.phase === 'failed') {
    return (
      <>
        <EventHeader event={event.data} />
        <ErrorPage within error={board.error} retry={board.retry} />
      </>
    );
  }
  if (board.phase === 'loading') return loading;
  return (
    <SeatSelection
      event={event.data}
      plan={board.plan}
      board={board.board}
      freshness={board.freshness}
      view={view}
      onView={onView}
    />
  );
}
