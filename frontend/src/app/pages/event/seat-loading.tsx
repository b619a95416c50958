import { useTranslation } from 'react-i18next';
import { Legend } from '@/features/seat-map';
import type { EventView } from '@/shared/api/types';
import { formatNumber } from '@/shared/lib/format';
import { SeatArcs } from '@/shared/ui/seat-arcs';
import { Skeleton } from '@/shared/ui/skeleton';
import { useLanguage } from '@/shared/ui/use-language';
import { SeatFrame, type ViewChoice } from './seat-frame';

interface Props extends ViewChoice {
  eventId: number;
  /** Undefined until it has arrived. */
  event: EventView | undefined;
}

/** All that can be shown before the seats have arrived, each part where it stays. */
export function SeatLoading({ eventId, event, ...choice }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <SeatFrame
      event={event}
      {...choice}
      freshness="connecting"
      legend={<Legend />}
      panel={
        <>
          <div className="space-y-4">
            <h2 className="text-lg font-bold max-lg:sr-only">{t('basket.title')}</h2>
            <p className="text-muted">{t('basket.loading')}</p>
          </div>
          {/* Where the search for the best seats comes. */}
          <Skeleton className="order-first h-24" />
        </>
      }
    >
      <div
        role="status"
        className="grid size-full content-center justify-items-center gap-5 px-4 text-center text-muted"
      >
        <SeatArcs rows={6} seed={eventId} className="w-64 max-w-full animate-breathe short:hidden" />
        {event === undefined
          ? t('common.loading')
          : t('map.loading', {
              count: event.seatsTotal,
              replace: { count: formatNumber(event.seatsTotal, language) },
            })}
      </div>
    </SeatFrame>
  );
}
