import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/app/layout/use-page-title';
import { EmptyState } from '@/shared/ui/empty-state';
import { buttonClass } from '@/shared/ui/button';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('common.titles.notFound'));
  return (
    <EmptyState
      title={t('common.notFound.title')}
      heading="h1"
      actions={
        <Link to="/" className={buttonClass('primary')}>
          {t('common.notFound.action')}
        </Link>
      }
    >
      {t('common.notFound.text')}
    </EmptyState>
  );
}
