import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorPage } from '@/shared/errors/error-page';
import { EmptyState } from '@/shared/ui/empty-state';
import { Button } from '@/shared/ui/button';
import { Skeleton } from '@/shared/ui/skeleton';
import { EventCard } from './event-card';
import type { Filter } from './filter';
import { eventsQuery } from './queries';

const GRID = 'grid gap-4 sm:grid-cols-2 sm:gap-6 lg:grid-cols-3';

interface Props {
  q: string;
  filter: Filter;
  onShowAll: () => void;
}

export function EventList({ q, filter, onShowAll }: Props) {
  const { t } = useTranslation();
  const {
    data,
    error,
    isPending,
    refetch,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
    isPlaceholderData,
  } = useInfiniteQuery(eventsQuery(q, filter));
  const shown = data?.pages.flatMap((page) => page.items) ?? [];

  if (isPending) return <EventListSkeleton />;
  if (data === undefined) return <ErrorPage within error={error} retry={() => void refetch()} />;
  if (shown.length === 0 && isPlaceholderData) return <EventListSkeleton />;
  if (shown.length === 0) return <NothingFound q={q} filtered={filter !== 'all'} onShowAll={onShowAll} />;
  return (
    <>
      <p role="status" className="mb-3 text-sm text-muted">
        {t('events.found', { count: shown.length })}
      </p>
      <ul className={GRID}>
        {shown.map((event) => (
          <li key={event.id} className="grid">
            <EventCard event={event} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <div className="mt-8 grid justify-items-center">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('events.more')}
          </Button>
        </div>
      )}
    </>
  );
}

interface NothingFoundProps {
  q: string;
  filtered: boolean;
  onShowAll: () => void;
}

function NothingFound({ q, filtered, onShowAll }: NothingFoundProps) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={q === '' ? t('events.empty.title') : t('events.empty.search', { q })}
      actions={(filtered || q !== '') && <Button onClick={onShowAll}>{t('events.empty.showAll')}</Button>}
    >
      {q === '' ? t('events.empty.text') : t('events.empty.searchText')}
    </EmptyState>
  );
}

function EventListSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')} className={GRID}>
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} className="h-84 rounded-3xl" />
      ))}
    </div>
  );
}
