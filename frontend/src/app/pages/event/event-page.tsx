import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { usePageTitle } from '@/app/layout/use-page-title';
import { PageLoading } from '@/app/layout/page-loading';
import { useBoard } from '@/features/seat-map';
import { eventQuery } from '@/shared/api/queries';
import { ErrorPage } from '@/shared/errors/error-page';
import { EventHeader } from './event-header';
import { SeatSelection } from './seat-selection';
import { MapLoading } from './map-loading';

const route = getRouteApi('/events/$eventId');

export function EventPage() {
  const { eventId } = route.useParams();
  const { view = 'map' } = route.useSearch();
  const navigate = route.useNavigate();
  const event = useQuery({ ...eventQuery(eventId), refetchInterval: 30_000 });
  const board = useBoard(eventId);
  usePageTitle(event.data?.title ?? '');

  if (event.data === undefined) {
    return event.isPending ? (
      <PageLoading />
    ) : (
      <ErrorPage error={event.error} retry={() => void event.refetch()} />
    );
  }
  if (board.phase === 'failed') {
    return (
      <>
        <EventHeader event={event.data} />
        <ErrorPage error={board.error} retry={board.retry} />
      </>
    );
  }
  if (board.phase === 'loading') return <MapLoading event={event.data} />;
  return (
    <SeatSelection
      event={event.data}
      plan={board.plan}
      board={board.board}
      freshness={board.freshness}
      view={view}
      onView={(chosen) => {
        void navigate({ search: { view: chosen === 'map' ? undefined : chosen }, replace: true });
      }}
    />
  );
}
