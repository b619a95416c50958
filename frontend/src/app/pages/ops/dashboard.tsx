import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ExternalLink, LogOut, Plus } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import {
  allEventsQuery,
  chooseEvents,
  EventsPanel,
  FindOrder,
  NowFigures,
  overviewQuery,
  OverviewStrip,
  RefreshStatus,
  RoutesTable,
  signOut,
  StuckOrders,
  useMayWriteEvents,
  useOperator,
} from '@/features/ops';
import { Button, buttonClass } from '@/shared/ui/button';
import { LiveSeats } from './live-seats';
import { SelectedEvent } from './selected-event';

/** Events on the left, the selected event and stuck orders in the middle, what happens now on the right. */
export function Dashboard({ wanted }: { wanted: number | null }) {
  const { data: newest = null } = useQuery({
    ...allEventsQuery(),
    select: (events) => chooseEvents(events, 'open', '')[0]?.id ?? null,
  });
  const navigate = useNavigate({ from: '/ops' });
  useEffect(() => {
    // The selection is kept in the URL, so that a newer event doesn't replace it.
    if (wanted === null && newest !== null) void navigate({ search: { event: newest }, replace: true });
  }, [wanted, newest, navigate]);
  const selected = wanted ?? newest;
  return (
    <div className="mx-auto max-w-[110rem] space-y-4 px-3 pt-4 pb-10 sm:px-6">
      <DashboardHeader />
      <OverviewStrip />
      <div className="grid gap-x-5 gap-y-7 lg:grid-cols-[19rem_minmax(0,1fr)] xl:grid-cols-[20rem_minmax(0,1fr)_22rem]">
        <EventsPanel
          selected={selected}
          live={selected === null ? undefined : <LiveSeats key={selected} eventId={selected} />}
        />
        <div className="min-w-0 space-y-7">
          {selected !== null && <SelectedEvent key={selected} eventId={selected} />}
          <StuckOrders />
          <div className="max-xl:hidden">
            <RoutesTable />
          </div>
        </div>
        <div className="min-w-0 space-y-7 lg:max-xl:col-span-2">
          <NowFigures />
          <div className="xl:hidden">
            <RoutesTable />
          </div>
        </div>
      </div>
    </div>
  );
}

function DashboardHeader() {
  const { t } = useTranslation();
  const { data } = useQuery(overviewQuery());
  const byToken = useOperator() === 'token';
  const mayWrite = useMayWriteEvents();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h1 className="text-2xl font-extrabold">{t('ops.title')}</h1>
      <RefreshStatus />
      <div className="ml-auto flex flex-wrap gap-2">
        <FindOrder />
        {typeof data?.temporalUi === 'string' && (
          <a
            href={data.temporalUi}
            target="_blank"
            rel="noopener noreferrer"
            className={buttonClass('quiet', 'small')}
          >
            Temporal
            <ExternalLink aria-hidden size={14} />
          </a>
        )}
        {mayWrite && (
          <Link to="/ops" search={{ view: 'new' }} className={buttonClass('primary', 'small')}>
            <Plus aria-hidden size={16} />
            {t('ops.create.link')}
          </Link>
        )}
        {/* A login is ended in the header. */}
        {byToken && (
          <Button size="small" variant="plain" onClick={signOut}>
            <LogOut aria-hidden size={16} />
            {t('ops.signOut')}
          </Button>
        )}
      </div>
    </div>
  );
}
