import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { eventQuery } from '@/shared/api/queries';
import type { EventView } from '@/shared/api/types';
import { serverClock } from '@/shared/lib/clock';
import { formatCountdown } from '@/shared/lib/format';
import { useEventTime } from '@/shared/ui/use-event-time';

/** Beyond one hour a date is more useful than a countdown. */
const COUNTED_SECONDS = 3600;

/** Counts down to the opening of sales by the server's clock, then refetches the event. */
export function OpensIn({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const when = useEventTime();
  const queries = useQueryClient();
  const until = () => Math.ceil((Date.parse(event.salesOpenAt) - serverClock.now()) / 1000);
  const [left, setLeft] = useState(until);
  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = Math.ceil((Date.parse(event.salesOpenAt) - serverClock.now()) / 1000);
      setLeft(seconds);
      if (seconds <= 0) void queries.invalidateQueries(eventQuery(event.id));
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [event, queries]);
  return (
    <div className="rounded-2xl bg-warn-soft p-4 text-warn">
      <p className="font-display text-xl font-bold tabular-nums">
        {left > COUNTED_SECONDS
          ? t('events.opens', { when: when(event.salesOpenAt, event.timeZone) })
          : t('events.opensIn', { time: formatCountdown(Math.max(0, left)) })}
      </p>
      <p className="mt-1 text-sm text-ink/85">{t('basket.emptySoon')}</p>
    </div>
  );
}
