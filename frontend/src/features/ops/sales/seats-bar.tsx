import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/lib/cx';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

export interface Seats {
  readonly free: number;
  readonly held: number;
  readonly sold: number;
}

/** Sold, held and free seats, as a bar and as numbers: colours alone aren't accessible. */
export function SeatsBar({ seats, large = false }: { seats: Seats; large?: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const total = Math.max(1, seats.free + seats.held + seats.sold);
  const width = (count: number) => ({ transform: `scaleX(${count / total})` });
  return (
    <div>
      <div
        aria-hidden
        className={cx('relative overflow-hidden rounded-full bg-line', large ? 'h-3' : 'h-1.5')}
      >
        <div
          className="absolute inset-0 origin-left bg-warn transition-transform duration-300"
          style={width(seats.sold + seats.held)}
        />
        <div
          className="absolute inset-0 origin-left bg-good transition-transform duration-300"
          style={width(seats.sold)}
        />
      </div>
      <dl
        className={cx('flex flex-wrap tabular-nums', large ? 'mt-2 gap-x-6' : 'mt-1 gap-x-3 text-xs')}
        aria-label={t('map.countsLabel')}
      >
        {(['sold', 'held', 'free'] as const).map((kind) => (
          <div key={kind} data-seats={kind} className="flex items-baseline gap-1.5">
            <dt className="flex items-center gap-1.5 text-muted">
              <span aria-hidden className={cx('size-2 shrink-0 rounded-full', DOTS[kind])} />
              {t(`ops.seats.${kind}`)}
            </dt>
            <dd className={cx('font-semibold', large && 'font-display text-2xl')}>
              {formatNumber(seats[kind], language)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const DOTS = { sold: 'bg-good', held: 'bg-warn', free: 'bg-edge' } as const;
