import { memo, useCallback, useRef } from 'react';
import {
  Board,
  buildPlan,
  Legend,
  SeatCanvas,
  SeatCounts,
  SeatList,
  type Freshness,
  type Layout,
  type SeatMapView,
  type SeatPlan,
} from '@/features/seat-map';
import type { EventView } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { ToastArea } from '@/shared/ui/toasts';
import { BestBar } from './best-bar';
import { BestLoading } from './best-loading';
import { SeatFrame, type ViewChoice } from './seat-frame';
import { SeatLoading } from './seat-loading';
import { SidePanel } from './side-panel';
import { useSeats } from './use-seats';

export interface House {
  readonly plan: SeatPlan;
  readonly layout: Layout;
  readonly board: Board;
  readonly freshness: Freshness;
}

interface Props extends ViewChoice {
  eventId: number;
  /** Undefined until it has arrived. */
  event: EventView | undefined;
  /** Null until the seats have arrived. */
  house: House | null;
}

/** In the place of seats that haven't arrived. */
const NO_PLAN = buildPlan({ eventId: 0, version: 0, rows: 0, cols: 0, seats: [] });
const NO_BOARD = new Board(0);

/**
 * The map or the list with live seats, and the buyer's own seats. What is known before the seats is shown at once, and
 * stays in the document when they arrive.
 */
export const SeatSelection = memo(function SeatSelection({ eventId, event, house, ...choice }: Props) {
  const map = useRef<SeatMapView>(null);
  const show = useCallback((ids: readonly number[]) => map.current?.show(ids), []);
  const heading = useRef<HTMLHeadingElement>(null);
  const onHeld = useCallback(() => heading.current?.focus(), []);
  const { plan, board } = house ?? { plan: NO_PLAN, board: NO_BOARD };
  const seats = useSeats({ eventId, event, plan, board, show, onHeld });
  const ready = event === undefined || house === null ? null : { ...house, event };
  const idle = seats.hold === undefined && seats.chosenSeats.length === 0 && seats.conflict === null;
  // Below the buyer's seats once there are some, also for the Tab key.
  const best = cx(idle && 'order-first');
  return (
    <SeatFrame
      event={event}
      {...choice}
      freshness={house?.freshness ?? 'connecting'}
      counts={ready !== null && <SeatCounts board={board} />}
      // Another one with the prices, so that nothing slides beside them.
      legend={
        ready === null ? <Legend key="marks" /> : <Legend plan={plan} currency={ready.event.currency} />
      }
      panel={
        <>
          <SidePanel
            eventId={eventId}
            event={event}
            ready={ready !== null}
            seats={seats}
            headingRef={heading}
          />
          {ready === null && <BestLoading className={best} />}
          {/* With no free seat, only the buyer's own seats can be worked on. */}
          {ready !== null && seats.open && !(seats.soldOut && idle) && (
            <div className={best}>
              <BestBar seats={seats} plan={plan} currency={ready.event.currency} />
            </div>
          )}
        </>
      }
    >
      {ready === null ? (
        <SeatLoading eventId={eventId} event={event} />
      ) : (
        <Places {...ready} view={choice.view} seats={seats} viewRef={map} />
      )}
    </SeatFrame>
  );
});

interface PlacesProps extends House {
  event: EventView;
  view: ViewChoice['view'];
  seats: ReturnType<typeof useSeats>;
  viewRef: React.RefObject<SeatMapView | null>;
}

function Places({ event, plan, layout, board, view, seats, viewRef }: PlacesProps) {
  const same = { plan, board, currency: event.currency, mine: seats.mine, chosen: seats.chosen };
  if (view === 'list') return <SeatList {...same} open={seats.open} onTap={seats.tap} />;
  return (
    <>
      <SeatCanvas {...same} layout={layout} title={event.title} onTap={seats.tap} viewRef={viewRef} />
      {/* Beside the map's buttons. The seats under it can be moved by a pan. */}
      <ToastArea className="absolute top-3 right-17 left-3 z-20 max-w-sm" />
    </>
  );
}
