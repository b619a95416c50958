import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { List, Map as MapIcon } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ConnectionStatus,
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
import { segment, segments } from '@/shared/ui/segments';
import { ToastArea } from '@/shared/ui/toasts';
import { BestBar } from './best-bar';
import { EventHeader } from './event-header';
import { SidePanel } from './side-panel';
import { useSeats } from './use-seats';

export type SeatView = 'map' | 'list';

interface Props {
  event: EventView;
  plan: SeatPlan;
  board: Board;
  freshness: Freshness;
  view: SeatView;
  onView: (view: SeatView) => void;
}

/** The map or the list, with the side panel beside it, or below it on a small screen. */
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
    <div className="mx-auto flex h-[calc(100dvh-3.75rem-1px)] min-h-120 max-w-[110rem] flex-col lg:flex-row short:min-h-72 short:flex-row">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <EventHeader event={event}>
          <div className="mt-1.5 flex items-center gap-x-5 sm:mt-2 sm:pl-11 short:mt-0">
            <ConnectionStatus freshness={freshness} />
            <div className="shrink-0 max-md:hidden short:max-lg:hidden">
              <SeatCounts board={board} />
            </div>
            <ViewSwitch view={view} onView={onView} />
          </div>
        </EventHeader>
        <div className="relative min-h-0 flex-1 border-y border-line bg-sunken">
          {view === 'map' ? (
            <>
              <SeatCanvas {...same} title={event.title} onTap={seats.tap} viewRef={map} />
              {/* Beside the map's buttons. The seats under it can be moved by a pan. */}
              <ToastArea className="absolute top-3 right-17 left-3 z-20 max-w-sm" />
            </>
          ) : (
            <SeatList {...same} open={open} onTap={seats.tap} />
          )}
        </div>
        <div className="px-4 py-2 sm:px-6 sm:py-2.5 short:hidden">
          <Legend plan={plan} currency={event.currency} />
        </div>
      </div>
      <aside className="shrink-0 overflow-y-auto border-line bg-surface lg:w-96 lg:border-l short:w-72 short:border-l stacked:max-h-[40dvh] stacked:rounded-t-3xl stacked:border-t">
        <div className="flex flex-col gap-4 p-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:p-5">
          <SidePanel event={event} seats={seats} headingRef={heading} />
          {/* With no free seat, only the buyer's own seats can be worked on. */}
          {open && !(seats.soldOut && idle) && (
            // Below the buyer's seats once there are some, also for the Tab key.
            <div className={cx(idle && 'order-first')}>
              <BestBar seats={seats} plan={plan} currency={event.currency} />
            </div>
          )}
        </div>
      </aside>
    </div>
  );
}

function ViewSwitch({ view, onView }: { view: SeatView; onView: (view: SeatView) => void }) {
  const { t } = useTranslation();
  return (
    <ToggleGroup
      aria-label={t('map.view.label')}
      value={[view]}
      onValueChange={([chosen]) => {
        if (chosen === 'map' || chosen === 'list') onView(chosen);
      }}
      className={segments('ml-auto shrink-0')}
    >
      <Toggle value="map" className={segment}>
        <MapIcon aria-hidden size={16} />
        {t('map.view.map')}
      </Toggle>
      <Toggle value="list" className={segment}>
        <List aria-hidden size={16} />
        {t('map.view.list')}
      </Toggle>
    </ToggleGroup>
  );
}
