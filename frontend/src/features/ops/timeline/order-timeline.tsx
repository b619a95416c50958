import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { timelineQuery } from '@/features/ops/queries';
import { errorKind } from '@/shared/errors/help';
import { Notice } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { TimelineList } from './timeline-list';

/** What happened to an order, read again while it is open. */
export function OrderTimeline({ orderId }: { orderId: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(timelineQuery(orderId));
  return (
    <div className="space-y-3">
      {error !== null && <Notice urgent tone="bad" title={t(`errors.${errorKind(error)}.title`)} />}
      {data?.truncated === true && <Notice tone="neutral" title={t('ops.timeline.truncated')} />}
      {data === undefined ? (
        error === null && <Skeleton className="h-96" />
      ) : (
        <TimelineList entries={data.entries} />
      )}
    </div>
  );
}
