import { useRef } from 'react';
import { SeatCanvas, type Board, type Layout, type SeatMapView, type SeatPlan } from '@/features/seat-map';
import type { EventView } from '@/shared/api/types';

const NONE: ReadonlySet<number> = new Set();

interface Props {
  event: EventView;
  plan: SeatPlan;
  layout: Layout;
  board: Board;
}

/** A read-only seat map. It is inert, so that the page scrolls over it; the same numbers stand beside it as text. */
export function HousePicture({ event, plan, layout, board }: Props) {
  const view = useRef<SeatMapView>(null);
  return (
    <div
      inert
      className="h-full min-h-52 overflow-hidden rounded-xl bg-sunken max-md:hidden [&_button]:hidden"
    >
      <SeatCanvas
        plan={plan}
        layout={layout}
        board={board}
        currency={event.currency}
        title={event.title}
        mine={NONE}
        chosen={NONE}
        onTap={() => undefined}
        viewRef={view}
      />
    </div>
  );
}
