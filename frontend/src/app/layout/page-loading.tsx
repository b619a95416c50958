import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/shared/ui/skeleton';

export function PageLoading() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      aria-label={t('common.loading')}
      className="mx-auto max-w-6xl space-y-4 px-4 pt-10 sm:px-6"
    >
      <Skeleton className="h-10 w-2/3" />
      <Skeleton className="h-6 w-1/3" />
      <Skeleton className="h-96" />
    </div>
  );
}
