import { SeatsBar } from '@/features/ops';
import { useBoard, useCounts, type Board } from '@/features/seat-map';
import { Skeleton } from '@/shared/ui/skeleton';

/** Live seat counts of an event. All components that show the same event share one stream. */
export function LiveSeats({ eventId, large = false }: { eventId: number; large?: boolean }) {
  const state = useBoard(eventId);
  if (state.phase !== 'ready') return <Skeleton className="h-6" />;
  return <Counted board={state.board} large={large} />;
}

function Counted({ board, large }: { board: Board; large: boolean }) {
  return <SeatsBar seats={useCounts(board)} large={large} />;
}
