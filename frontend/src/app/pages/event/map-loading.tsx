import { useTranslation } from 'react-i18next';
import type { EventView } from '@/shared/api/types';
import { formatNumber } from '@/shared/lib/format';
import { SeatArcs } from '@/shared/ui/seat-arcs';
import { useLanguage } from '@/shared/ui/use-language';
import { EventHeader } from './event-header';

export function MapLoading({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <EventHeader event={event} />
      <div role="status" className="grid justify-items-center gap-5 px-4 py-24 text-muted">
        <SeatArcs rows={6} seed={event.id} className="w-64 animate-breathe" />
        {t('map.loading', {
          count: event.seatsTotal,
          replace: { count: formatNumber(event.seatsTotal, language) },
        })}
      </div>
    </>
  );
}
