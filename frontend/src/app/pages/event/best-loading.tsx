import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/lib/cx';

/** In the place of the search for the best seats, and as high in either language: the panel must not jump. */
export function BestLoading({ className }: { className?: string }) {
  const { t } = useTranslation();
  return (
    <div aria-hidden className={cx('flex animate-breathe flex-wrap items-center gap-2', className)}>
      <Block className="h-11.5 w-32" />
      <Block className="h-11 flex-1 px-10">{t('map.best.action')}</Block>
      <Block className="h-11 min-w-40 flex-1" />
      <Block className="h-11 pl-7 text-sm">{t('map.party.together', { count: 2 })}</Block>
    </div>
  );
}

/** As wide as its text, which isn't shown. */
function Block({ className, children }: { className: string; children?: ReactNode }) {
  return (
    <div className={cx('rounded-xl bg-line/70 whitespace-nowrap', className)}>
      <span className="invisible">{children}</span>
    </div>
  );
}
