import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { EventList, FILTERS, SearchBox, type Filter } from '@/features/events';
import { usePageTitle } from '@/app/layout/use-page-title';
import { Segments } from '@/shared/ui/segments';

const route = getRouteApi('/');

export function EventsPage() {
  const { t } = useTranslation();
  const { q = '', show = 'open' } = route.useSearch();
  const navigate = route.useNavigate();
  usePageTitle(t('common.titles.events'));

  const search = useCallback(
    (words: string) => {
      void navigate({ search: (old) => ({ ...old, q: words === '' ? undefined : words }), replace: true });
    },
    [navigate],
  );
  const choose = (filter: Filter) => {
    void navigate({
      search: (old) => ({ ...old, show: filter === 'open' ? undefined : filter }),
      replace: true,
    });
  };
  return (
    <div className="mx-auto max-w-6xl px-4 pt-8 pb-16 sm:px-6 sm:pt-14">
      <h1 className="text-4xl font-extrabold sm:text-6xl">{t('events.title')}</h1>
      <p className="mt-3 max-w-xl text-lg text-muted">{t('common.tagline')}</p>
      <div className="mt-7 mb-8 flex flex-col gap-3 sm:flex-row sm:items-center">
        <div className="flex-1">
          <SearchBox value={q} onChange={search} />
        </div>
        <Segments
          label={t('events.filter.label')}
          options={FILTERS.map((value) => ({ value, face: t(`events.filter.${value}`) }))}
          chosen={show}
          onChoose={choose}
          className="h-13 max-[27rem]:grid max-[27rem]:h-auto max-[27rem]:grid-cols-2"
        />
      </div>
      <EventList
        q={q}
        filter={show}
        onShowAll={() => void navigate({ search: { show: 'all' }, replace: true })}
      />
    </div>
  );
}
