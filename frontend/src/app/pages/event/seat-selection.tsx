import { useCallback, useRef } from 'react';
import {
  Legend,
  SeatCanvas,
  SeatCounts,
  SeatList,
  type Board,
  type Freshness,
  type SeatMapView,
  type SeatPlan,
} from '@/features/seat-map';
import type { EventView } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { ToastArea } from '@/shared/ui/toasts';
import { BestBar } from './best-bar';
import { SeatFrame, type SeatView } from './seat-frame';
import { SidePanel } from './side-panel';
import { useSeats } from './use-seats';

interface Props {
  event: EventView;
  plan: SeatPlan;
  board: Board;
  freshness: Freshness;
  view: SeatView;
  onView: (view: SeatView) => void;
}

/** The map or the list with live seats, and the buyer's own seats. */
export function SeatSelection({ event, plan, board, freshness, view, onView }: Props) {
  const map = useRef<SeatMapView>(null);
  const show = useCallback((ids: readonly number[]) => map.current?.show(ids), []);
  const heading = useRef<HTMLHeadingElement>(null);
  const onHeld = useCallback(() => heading.current?.focus(), []);
  const seats = useSeats({ event, plan, board, show, onHeld });
  const same = { plan, board, currency: event.currency, mine: seats.mine, chosen: seats.chosen };
  const { open } = seats;
  const idle = seats.hold === undefined && seats.chosenSeats.length === 0 && seats.conflict === null;
  return (
    <SeatFrame
      event={event}
      view={view}
      onView={onView}
      freshness={freshness}
      counts={<SeatCounts board={board} />}
      legend={<Legend plan={plan} currency={event.currency} />}
      panel={
        <>
          <SidePanel event={event} seats={seats} headingRef={heading} />
          {/* With no free seat, only the buyer's own seats can be worked on. */}
          {open && !(seats.soldOut && idle) && (
            // Below the buyer's seats once there are some, also for the Tab key.
            <div className={cx(idle && 'order-first')}>
              <BestBar seats={seats} plan={plan} currency={event.currency} />
            </div>
          )}
        </>
      }
    >
      {view === 'map' ? (
        <>
          <SeatCanvas {...same} title={event.title} onTap={seats.tap} viewRef={map} />
          {/* Beside the map's buttons. The seats under it can be moved by a pan. */}
          <ToastArea className="absolute top-3 right-17 left-3 z-20 max-w-sm" />
        </>
      ) : (
        <SeatList {...same} open={open} onTap={seats.tap} />
      )}
    </SeatFrame>
  );
}
