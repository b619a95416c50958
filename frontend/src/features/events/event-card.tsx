import { Link } from '@tanstack/react-router';
import { MapPin } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EventView } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { eventStatus, STATUS_TONE } from '@/shared/lib/event-status';
import { formatDay, formatMoney } from '@/shared/lib/format';
import { Badge } from '@/shared/ui/badge';
import { Poster } from '@/shared/ui/poster';
import { useEventTime } from '@/shared/ui/use-event-time';
import { useLanguage } from '@/shared/ui/use-language';
import { Availability } from './availability';

/** One event: date, title, venue, lowest price, availability. The whole card is a link. */
export function EventCard({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const when = useEventTime();
  const status = eventStatus(event);
  const day = formatDay(event.startsAt, event.timeZone, language);
  const over = status === 'CLOSED' || status === 'SOLD_OUT';
  return (
    <article
      className={cx(
        'group relative flex animate-rise flex-col overflow-hidden rounded-3xl border border-line bg-surface transition',
        'focus-within:border-edge hover:-translate-y-0.5 hover:border-edge hover:shadow-xl hover:shadow-ink/5',
      )}
    >
      <div className="relative">
        <Poster eventId={event.id} className={cx('h-32', over && 'opacity-60 grayscale')} />
        <p
          aria-hidden
          className="absolute top-3 left-3 grid min-w-14 justify-items-center rounded-xl bg-surface px-2 py-1.5 leading-none shadow-sm"
        >
          <span className="text-[0.7rem] font-semibold text-muted">{day.month}</span>
          <span className="my-0.5 font-display text-2xl font-bold tabular-nums">{day.day}</span>
          <span className="text-[0.7rem] text-muted">{day.weekday}</span>
          {day.year !== '' && (
            <span className="mt-0.5 text-[0.7rem] text-muted tabular-nums">{day.year}</span>
          )}
        </p>
      </div>
      <div className="flex flex-1 flex-col p-4 sm:p-5">
        <div className="mb-2 flex items-center justify-between gap-3">
          <Badge tone={STATUS_TONE[status]}>{t(`events.status.${status}`)}</Badge>
          <time
            dateTime={event.startsAt}
            className="text-sm text-muted tabular-nums"
            title={when(event.startsAt, event.timeZone)}
          >
            {day.time}
          </time>
        </div>
        <h2 className="text-xl font-bold">
          <Link
            to="/events/$eventId"
            params={{ eventId: event.id }}
            className="after:absolute after:inset-0 after:rounded-3xl"
          >
            {event.title}
          </Link>
        </h2>
        <p className="mt-1 flex items-start gap-1.5 text-sm text-muted">
          <MapPin aria-hidden size={16} className="mt-0.5 shrink-0" />
          {event.venue}
        </p>
        <div className="mt-auto pt-4">
          {status === 'SCHEDULED' ? (
            <p className="text-sm text-warn">
              {t('events.opens', { when: when(event.salesOpenAt, event.timeZone) })}
            </p>
          ) : (
            status !== 'CLOSED' && <Availability event={event} />
          )}
          <p className="mt-2 text-sm font-semibold">
            {t('events.from', { price: formatMoney(event.priceFrom, event.currency, language) })}
          </p>
        </div>
      </div>
    </article>
  );
}
