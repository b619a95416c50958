import { useTranslation } from 'react-i18next';
import type { EventView } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

/** At or below this (and a quarter of all seats) the text counts the last seats. */
const FEW_SEATS = 20;

/** The share of seats that are free, as a bar and as a number. */
export function Availability({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const free = event.seatsAvailable;
  if (typeof free !== 'number') return <p className="text-sm text-muted">{t('events.counting')}</p>;
  const scarce = free > 0 && free <= Math.min(FEW_SEATS, event.seatsTotal * 0.25);
  const share = event.seatsTotal === 0 ? 0 : free / event.seatsTotal;
  return (
    <div>
      <div
        role="meter"
        aria-label={t('events.availableLabel')}
        aria-valuemin={0}
        aria-valuemax={event.seatsTotal}
        aria-valuenow={free}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={cx(
            'h-full origin-left rounded-full transition-transform duration-700',
            scarce ? 'bg-accent' : 'bg-good',
          )}
          style={{ transform: `scaleX(${free === 0 ? 0 : Math.max(share, 0.01)})` }}
        />
      </div>
      <p className={cx('mt-1.5 text-sm tabular-nums', scarce ? 'font-semibold text-accent' : 'text-muted')}>
        {scarce
          ? t('events.few', { count: free })
          : t('events.available', {
              free: formatNumber(free, language),
              total: formatNumber(event.seatsTotal, language),
            })}
      </p>
    </div>
  );
}
