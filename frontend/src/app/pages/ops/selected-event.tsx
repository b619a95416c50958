import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { EventHead, RecentOrders, SalesFigures, SalesOverTime, SectionSales } from '@/features/ops';
import { ConnectionStatus, useBoard, type Board } from '@/features/seat-map';
import { ErrorPage } from '@/shared/errors/error-page';
import { eventQuery } from '@/shared/api/queries';
import { Skeleton } from '@/shared/ui/skeleton';
import { HousePicture } from './house-picture';
import { LiveSeats } from './live-seats';

/** In a rush seats change many times a second; sales and orders are refetched at most this often. */
const REFETCH_MS = 1500;

/** One event's sales: seats from the stream; revenue and orders refetched after seat changes. */
export function SelectedEvent({ eventId }: { eventId: number }) {
  const event = useQuery({ ...eventQuery(eventId), refetchInterval: 15_000 });
  const state = useBoard(eventId);
  const ready = state.phase === 'ready' ? state : null;
  useRefetchOnChange(eventId, ready?.board ?? null);
  if (event.data === undefined) {
    return event.isPending ? (
      <Skeleton className="h-96" />
    ) : (
      <ErrorPage within error={event.error} retry={() => void event.refetch()} />
    );
  }
  return (
    <div className="space-y-4">
      <EventHead event={event.data} />
      <div className="grid gap-x-6 gap-y-4 rounded-2xl border border-line bg-surface p-4 md:grid-cols-[minmax(0,1fr)_16rem] 2xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-4">
          <LiveSeats eventId={eventId} large />
          <SalesFigures eventId={eventId} />
          {ready !== null && <ConnectionStatus freshness={ready.freshness} />}
        </div>
        {ready !== null && (
          <HousePicture event={event.data} plan={ready.plan} layout={ready.layout} board={ready.board} />
        )}
      </div>
      <div className="grid gap-4 2xl:grid-cols-2">
        <SalesOverTime eventId={eventId} />
        <SectionSales eventId={eventId} />
      </div>
      <RecentOrders eventId={eventId} labelOf={(seat) => ready?.plan.labels[seat]} />
    </div>
  );
}

/** Refetches sales and orders after seat changes. */
function useRefetchOnChange(eventId: number, board: Board | null): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (board === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = board.listen(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: ['ops', 'sales', eventId] });
        void queries.invalidateQueries({ queryKey: ['ops', 'orders', eventId] });
      }, REFETCH_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [eventId, board, queries]);
}
