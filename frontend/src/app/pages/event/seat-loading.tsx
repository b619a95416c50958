import { useTranslation } from 'react-i18next';
import type { EventView } from '@/shared/api/types';
import { formatNumber } from '@/shared/lib/format';
import { SeatArcs } from '@/shared/ui/seat-arcs';
import { useLanguage } from '@/shared/ui/use-language';

interface Props {
  eventId: number;
  /** Undefined until it has arrived. */
  event: EventView | undefined;
}

/** In the place of the map or the list, before the seats have arrived. */
export function SeatLoading({ eventId, event }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
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
  );
}
