import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EventView } from '@/shared/api/types';
import { eventStatus, STATUS_TONE } from '@/shared/lib/event-status';
import { Badge } from '@/shared/ui/badge';
import { buttonClass } from '@/shared/ui/button';
import { useEventTime } from '@/shared/ui/use-event-time';
import { useMayWriteEvents } from '@/features/ops/operator';
import { CloseSales } from './close-sales';

/** The selected event's title and status, with its actions. */
export function EventHead({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const when = useEventTime();
  const status = eventStatus(event);
  const mayWrite = useMayWriteEvents();
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-xl font-extrabold">{event.title}</h2>
          <Badge tone={STATUS_TONE[status]}>{t(`events.status.${status}`)}</Badge>
        </div>
        <p className="mt-0.5 text-sm text-muted">
          #{event.id} · <time dateTime={event.startsAt}>{when(event.startsAt, event.timeZone)}</time> ·{' '}
          {event.venue}
        </p>
        {status === 'SCHEDULED' && (
          <p className="text-sm text-warn">
            {t('events.opens', { when: when(event.salesOpenAt, event.timeZone) })}
          </p>
        )}
        {status !== 'CLOSED' && (
          <p className="text-sm text-muted">
            {t('ops.sales.closesAt', { when: when(event.salesCloseAt, event.timeZone) })}
          </p>
        )}
      </div>
      <div className="flex gap-2">
        <Link
          to="/events/$eventId"
          params={{ eventId: event.id }}
          target="_blank"
          className={buttonClass('quiet', 'small')}
        >
          {t('ops.sales.page')}
          <ExternalLink aria-hidden size={14} />
        </Link>
        {status !== 'CLOSED' && mayWrite && <CloseSales event={event} />}
      </div>
    </div>
  );
}
