import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatRate, formatSeconds } from '@/features/ops/format';
import { figuresQuery } from '@/features/ops/queries';
import type { Figures } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

type Kind = 'rate' | 'seconds' | 'count';

interface Group {
  key: string;
  kind: Kind;
  /** The first is the main one. */
  figures: readonly (keyof Figures)[];
  /** A rate that is shown only when it isn't zero. */
  alarm?: keyof Figures;
}

/** The figures, most important first. */
const GROUPS = [
  { key: 'orders', kind: 'rate', figures: ['confirmed', 'cancelled', 'refunded'] },
  { key: 'orderTime', kind: 'seconds', figures: ['orderP95', 'orderP50'] },
  { key: 'holds', kind: 'rate', figures: ['held', 'conflicts', 'otherRefusals'] },
  { key: 'requests', kind: 'rate', figures: ['requests', 'failed', 'refused'] },
  { key: 'latency', kind: 'seconds', figures: ['holdP95', 'placeP95', 'seatsP95'] },
  { key: 'payments', kind: 'seconds', figures: ['authoriseP95', 'captureP95'], alarm: 'paymentFailures' },
  { key: 'feed', kind: 'seconds', figures: ['feedP95', 'feedP50'] },
  { key: 'clients', kind: 'count', figures: ['clients'] },
] as const satisfies readonly Group[];

/** What all processes together did in the last seconds. Time series are Grafana's task. */
export function NowFigures() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data, error } = useQuery(figuresQuery());
  const formats: Record<Kind, (value: number) => string> = {
    rate: (value) => formatRate(value, language),
    seconds: (value) => formatSeconds(value, language),
    count: (value) => formatNumber(value, language),
  };
  const wordsOf = (figure: keyof Figures, kind: Kind) => {
    const value = data?.figures[figure] ?? null;
    return value === null ? '–' : formats[kind](value);
  };
  const alarmOf = (figure: keyof Figures) => {
    const rate = data?.figures[figure] ?? 0;
    return rate > 0 ? `${t(`ops.now.figure.${figure}`)} ${formatRate(rate, language)}` : null;
  };
  return (
    <section aria-labelledby="ops-now" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 id="ops-now" className="text-lg font-bold">
          {t('ops.now.title')}
        </h2>
        <p className="text-xs text-muted">
          {error !== null
            ? t('ops.now.away')
            : data === undefined
              ? t('common.loading')
              : t('ops.now.text', {
                  count: data.processes,
                  replace: { count: formatNumber(data.processes, language) },
                })}
        </p>
      </div>
      <div className="grid gap-2.5 sm:grid-cols-2 xl:grid-cols-1">
        {GROUPS.map(({ key, kind, figures, ...rest }) => {
          const alarm = 'alarm' in rest ? alarmOf(rest.alarm) : null;
          return (
            <div key={key} className="rounded-2xl border border-line bg-surface px-3 py-2.5">
              <h3 className="flex flex-wrap items-baseline gap-x-3 text-xs">
                <span className="mr-auto font-semibold text-muted">{t(`ops.now.group.${key}`)}</span>
                {alarm !== null && <span className="font-semibold text-accent">{alarm}</span>}
              </h3>
              <dl className="mt-0.5 flex flex-wrap items-baseline gap-x-4">
                {figures.map((figure, index) => (
                  <div key={figure} className="flex items-baseline gap-1.5" data-figure={figure}>
                    <dt className="text-xs text-muted">{t(`ops.now.figure.${figure}`)}</dt>
                    <dd className={cx('font-semibold tabular-nums', index === 0 ? 'text-lg' : 'text-sm')}>
                      {wordsOf(figure, kind)}
                    </dd>
                  </div>
                ))}
              </dl>
            </div>
          );
        })}
      </div>
    </section>
  );
}
