import { List, Map as MapIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionStatus, type Freshness } from '@/features/seat-map';
import type { EventView } from '@/shared/api/types';
import { Segments } from '@/shared/ui/segments';
import { EventHeader } from './event-header';

export type SeatView = 'map' | 'list';

export interface ViewChoice {
  readonly view: SeatView;
  readonly onView: (view: SeatView) => void;
}

interface Props extends ViewChoice {
  /** Undefined until it has arrived. */
  event: EventView | undefined;
  freshness: Freshness;
  counts?: ReactNode;
  legend: ReactNode;
  panel: ReactNode;
  /** The map or the list. */
  children: ReactNode;
}

/** The map or the list, with the side panel beside it, or below it on a small screen. */
export function SeatFrame({ event, view, onView, freshness, counts, legend, panel, children }: Props) {
  return (
    <div className="mx-auto flex h-[calc(100dvh-3.75rem-1px)] min-h-120 max-w-[110rem] flex-col lg:flex-row short:min-h-72 short:flex-row">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <EventHeader event={event}>
          <div className="mt-1.5 flex items-center gap-x-5 sm:mt-2 sm:pl-11 short:mt-0">
            <ConnectionStatus freshness={freshness} />
            <div className="shrink-0 max-md:hidden short:max-lg:hidden">{counts}</div>
            <ViewSwitch view={view} onView={onView} />
          </div>
        </EventHeader>
        <div className="relative min-h-0 flex-1 border-y border-line bg-sunken">{children}</div>
        <div className="px-4 py-2 sm:px-6 sm:py-2.5 short:hidden">{legend}</div>
      </div>
      <aside className="shrink-0 overflow-y-auto border-line bg-surface lg:w-96 lg:border-l short:w-72 short:border-l stacked:max-h-[40dvh] stacked:rounded-t-3xl stacked:border-t">
        <div className="flex flex-col gap-4 p-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:p-5">
          {panel}
        </div>
      </aside>
    </div>
  );
}

const VIEWS = [
  { value: 'map', icon: MapIcon },
  { value: 'list', icon: List },
] as const;

function ViewSwitch({ view, onView }: ViewChoice) {
  const { t } = useTranslation();
  return (
    <Segments
      label={t('map.view.label')}
      options={VIEWS.map(({ value, icon: Icon }) => ({
        value,
        face: (
          <>
            <Icon aria-hidden size={16} />
            {t(`map.view.${value}`)}
          </>
        ),
      }))}
      chosen={view}
      onChoose={onView}
      className="ml-auto shrink-0"
    />
  );
}
