import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatLength, formatPeriod } from '@/features/ops/format';
import { salesPeriodsQuery } from '@/features/ops/queries';
import type { SalesPeriods } from '@/shared/api/types';
import { formatMoney, formatNumber } from '@/shared/lib/format';
import { Skeleton } from '@/shared/ui/skeleton';
import { useLanguage } from '@/shared/ui/use-language';
import { useThemeVersion } from './colours';
import { busiest, everyPeriod, type Period } from './periods';
import { plot } from './plot';

const HEIGHT = 150;

/** Seats sold over the time of the sale. */
export function SalesOverTime({ eventId }: { eventId: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data } = useQuery(salesPeriodsQuery(eventId));
  return (
    <section aria-labelledby="ops-over-time" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h3 id="ops-over-time" className="text-lg font-bold">
          {t('ops.overTime.title')}
        </h3>
        {data !== undefined && data.periods.length > 0 && (
          <p className="text-xs text-muted">
            {t('ops.overTime.text', { period: formatLength(data.periodSeconds, language) })}
          </p>
        )}
      </div>
      {data === undefined ? (
        <Skeleton className="h-48" />
      ) : data.periods.length === 0 ? (
        <p className="rounded-2xl border border-line bg-surface px-3 py-3 text-sm text-muted">
          {t('ops.overTime.none')}
        </p>
      ) : (
        <PeriodChart sales={data} />
      )}
    </section>
  );
}

/** Bars of seats per period. The caption is in words: the busiest period, or the one under the pointer. */
function PeriodChart({ sales }: { sales: SalesPeriods }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const appearance = useThemeVersion();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const periods = useMemo(() => everyPeriod(sales), [sales]);
  const { periodSeconds, currency } = sales;

  const data = useEffectEvent((): uPlot.AlignedData => [
    periods.map(({ start }) => start / 1000),
    periods.map(({ seats }) => seats),
  ]);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = plot(element, data(), {
      periodSeconds,
      number: (value) => formatNumber(value, language),
      time: (seconds) => formatPeriod(seconds * 1000, periodSeconds, language),
      height: HEIGHT,
      onPoint: setPointed,
    });
    chart.current = made;
    const size = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    size.observe(element);
    return () => {
      size.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [appearance, language, periodSeconds]);

  useEffect(() => {
    chart.current?.setData(data());
  }, [periods]);

  const pointedAt = pointed === null ? undefined : periods[pointed];
  const words = (period: Period) => {
    const amount = formatMoney(period.amount, currency, language);
    const time = formatPeriod(period.start, periodSeconds, language);
    return {
      count: period.seats,
      amount,
      time,
      replace: { count: formatNumber(period.seats, language), amount, time },
    };
  };
  const most = busiest(periods);
  return (
    <figure className="rounded-2xl border border-line bg-surface px-3 pt-2.5 pb-1">
      <figcaption className="mb-1 text-sm tabular-nums" data-testid="over-time">
        {pointedAt !== undefined
          ? t('ops.overTime.period', words(pointedAt))
          : most !== undefined && t('ops.overTime.busiest', words(most))}
      </figcaption>
      {/* The caption has the main numbers for screen readers, and the orders below have all. */}
      <div ref={host} aria-hidden className="h-[150px] overflow-hidden" />
    </figure>
  );
}
