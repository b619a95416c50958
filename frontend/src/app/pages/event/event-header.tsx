import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventView } from '@/shared/api/types';
import { eventStatus, STATUS_TONE } from '@/shared/lib/event-status';
import { Badge } from '@/shared/ui/badge';
import { Skeleton } from '@/shared/ui/skeleton';
import { useEventTime } from '@/shared/ui/use-event-time';

/** The event's title, time and place, and its sales status; placeholders until the event is known. */
export function EventHeader({ event, children }: { event: EventView | undefined; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="px-4 pt-2 pb-2 sm:px-6 sm:py-3 short:max-lg:flex short:max-lg:items-center short:max-lg:gap-3 short:max-lg:py-1">
      <div className="flex min-w-0 flex-1 items-start gap-2">
        <Link
          to="/"
          aria-label={t('common.notFound.action')}
          className="-ml-2 grid size-11 shrink-0 place-items-center rounded-xl text-muted hover:bg-sunken hover:text-ink"
        >
          <ArrowLeft aria-hidden size={20} />
        </Link>
        <div className="min-w-0 flex-1 pt-1.5">
          {event === undefined ? (
            <>
              {/* On a phone most titles take two lines, and time and venue have a line each. */}
              <Skeleton className="h-6 w-3/4 sm:h-7" />
              <Skeleton className="mt-2 h-6 w-1/2 sm:hidden short:hidden" />
              <Skeleton className="mt-2 h-4 w-1/2" />
              <Skeleton className="mt-2 h-4 w-2/5 sm:hidden short:hidden" />
            </>
          ) : (
            <About event={event} />
          )}
        </div>
      </div>
      {children}
    </div>
  );
}

function About({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const when = useEventTime();
  const status = eventStatus(event);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 short:max-lg:flex-nowrap">
        <h1 className="text-lg font-extrabold max-sm:line-clamp-2 sm:text-2xl short:max-lg:truncate short:max-lg:text-base">
          {event.title}
        </h1>
        <Badge tone={STATUS_TONE[status]}>{t(`events.status.${status}`)}</Badge>
      </div>
      {/* Where room is short, the venue is cut, never the time. */}
      <p className="mt-0.5 text-sm text-muted short:max-lg:flex">
        <time dateTime={event.startsAt} className="max-sm:block short:max-lg:shrink-0">
          {when(event.startsAt, event.timeZone)}
        </time>
        <span className="max-sm:hidden"> · </span>
        <span className="max-sm:block max-sm:truncate short:max-lg:truncate">{event.venue}</span>
      </p>
    </>
  );
}
