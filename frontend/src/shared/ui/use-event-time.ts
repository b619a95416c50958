import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatReaderTime, formatVenueTime } from '@/shared/lib/format';

/** Formats an event's times: at the venue, with the zone; and the reader's time where their clocks differ. */
export function useEventTime(): (iso: string, zone: string) => string {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useCallback(
    (iso, zone) => {
      const venue = formatVenueTime(iso, zone, language);
      const yours = formatReaderTime(iso, zone, language);
      return yours === null ? venue : t('common.twoTimes', { venue, yours });
    },
    [t, language],
  );
}
