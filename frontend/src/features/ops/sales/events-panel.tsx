import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { allEventsQuery } from '@/features/ops/queries';
import { errorKind } from '@/shared/errors/help';
import { Segments } from '@/shared/ui/segments';
import { Skeleton } from '@/shared/ui/skeleton';
import { chooseEvents, SHOWS, type Show } from './choose-events';
import { EventRow } from './event-row';

/** The number of rows shown at first, and added by each "more". */
const PAGE_ROWS = 40;

interface Props {
  selected: number | null;
  /** The selected event's live seat counts. */
  live: ReactNode;
}

export function EventsPanel({ selected, live }: Props) {
  const { t } = useTranslation();
  const { data, error } = useQuery(allEventsQuery());
  const [show, setShow] = useState<Show>('open');
  const [words, setWords] = useState('');
  const [most, setMost] = useState(PAGE_ROWS);
  const events = chooseEvents(data ?? [], show, words);
  return (
    <section aria-labelledby="ops-events" className="min-w-0">
      <div className="mb-2 flex items-center gap-2">
        <h2 id="ops-events" className="mr-auto text-lg font-bold">
          {t('ops.sales.events')}
        </h2>
        <Segments
          label={t('ops.sales.show.label')}
          options={SHOWS.map((value) => ({ value, face: t(`ops.sales.show.${value}`) }))}
          chosen={show}
          onChoose={setShow}
        />
      </div>
      <div className="overflow-hidden rounded-2xl border border-line bg-surface">
        <input
          type="search"
          value={words}
          aria-label={t('ops.sales.search')}
          placeholder={t('ops.sales.search')}
          onChange={(event) => {
            setWords(event.target.value);
          }}
          className="h-11 w-full border-b border-line bg-surface px-3 text-sm -outline-offset-2 placeholder:text-muted"
        />
        {data === undefined ? (
          error === null ? (
            <Skeleton className="m-3 h-64" />
          ) : (
            <p className="p-3 text-sm text-accent">{t(`errors.${errorKind(error)}.title`)}</p>
          )
        ) : (
          <ul className="max-h-80 divide-y divide-line overflow-y-auto lg:max-h-[70dvh]">
            {events.slice(0, most).map((event) => (
              <EventRow
                key={event.id}
                event={event}
                selected={event.id === selected}
                live={event.id === selected ? live : undefined}
              />
            ))}
            {events.length === 0 && <li className="p-3 text-sm text-muted">{t('ops.sales.nothing')}</li>}
            {events.length > most && (
              <li>
                <button
                  type="button"
                  className="min-h-11 w-full px-3 text-sm font-semibold text-muted hover:text-ink"
                  onClick={() => {
                    setMost(most + PAGE_ROWS);
                  }}
                >
                  {t('events.more')}
                </button>
              </li>
            )}
          </ul>
        )}
      </div>
    </section>
  );
}
