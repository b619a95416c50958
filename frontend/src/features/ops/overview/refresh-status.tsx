import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatClock } from '@/features/ops/format';
import { overviewQuery } from '@/features/ops/queries';
import { errorKind } from '@/shared/errors/help';
import { cx } from '@/shared/lib/cx';
import { useLanguage } from '@/shared/ui/use-language';

/** Whether the page's numbers are current; if not, their time and the error. */
export function RefreshStatus() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { error, dataUpdatedAt } = useQuery(overviewQuery());
  const upToDate = error === null;
  return (
    <div
      role="status"
      className={cx('flex flex-wrap items-center gap-2 text-sm', !upToDate && 'text-accent')}
    >
      <span
        aria-hidden
        className={cx(
          'size-2.5 shrink-0',
          upToDate ? 'rounded-full bg-good' : 'rotate-45 animate-breathe bg-accent',
        )}
      />
      <span className="font-semibold">
        {upToDate ? t('ops.refresh.live') : t(`errors.${errorKind(error)}.title`)}
      </span>
      {!upToDate && dataUpdatedAt > 0 && (
        <span className="text-muted">
          {t('ops.refresh.since', { time: formatClock(dataUpdatedAt, language) })}
        </span>
      )}
    </div>
  );
}
