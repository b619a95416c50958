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
import { eventStatus } from '@/shared/lib/event-status';
import { segment, segments } from '@/shared/ui/segments';
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
  const seats = useSeats(event, plan, board, show);
  const same = { plan, board, currency: event.currency, mine: seats.mine, chosen: seats.chosen };
  const open = eventStatus(event) === 'ON_SALE' || eventStatus(event) === 'SOLD_OUT';
  return (
    <div className="mx-auto flex h-[calc(100dvh-3.75rem-1px)] min-h-120 max-w-[110rem] flex-col lg:flex-row">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <EventHeader event={event}>
          <div className="mt-1.5 flex flex-wrap items-center gap-x-5 gap-y-2 sm:mt-2 sm:pl-11">
            <ConnectionStatus freshness={freshness} />
            <div className="max-sm:hidden">
              <SeatCounts board={board} />
            </div>
            <ViewSwitch view={view} onView={onView} />
          </div>
        </EventHeader>
        <div className="min-h-0 flex-1 border-y border-line bg-sunken">
          {view === 'map' ? (
            <SeatCanvas {...same} title={event.title} onTap={seats.tap} viewRef={map} />
          ) : (
            <SeatList {...same} onTap={seats.tap} />
          )}
        </div>
        <div className="px-4 py-2 sm:px-6 sm:py-2.5">
          <Legend plan={plan} currency={event.currency} />
        </div>
      </div>
      <aside className="shrink-0 overflow-y-auto border-line bg-surface max-lg:max-h-[46dvh] max-lg:rounded-t-3xl max-lg:border-t lg:w-96 lg:border-l">
        <div className="flex flex-col gap-4 p-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:p-5">
          {open && (
            // While seats are held, the countdown comes first on a small screen.
            <div className={cx(seats.hold !== undefined && 'max-lg:order-last')}>
              <BestBar seats={seats} plan={plan} currency={event.currency} disabled={seats.room < 1} />
            </div>
          )}
          <SidePanel event={event} seats={seats} />
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
      className={segments('ml-auto')}
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
