import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FindOrder, OrderTimeline } from '@/features/ops';

/** One order: what happened to it, who did it, and when. */
export function OrderView({ orderId }: { orderId: string }) {
  const { t } = useTranslation();
  return (
    <div className="mx-auto max-w-5xl px-4 pt-4 pb-16 sm:px-6">
      <div className="mb-5 flex flex-wrap items-center gap-x-2 gap-y-3">
        <Link
          to="/ops"
          search={(before) => ({ event: before.event })}
          aria-label={t('ops.back')}
          className="-ml-2 grid size-11 place-items-center rounded-xl text-muted hover:bg-sunken hover:text-ink"
        >
          <ArrowLeft aria-hidden size={20} />
        </Link>
        <div className="mr-auto min-w-0">
          <h1 className="text-2xl font-extrabold">{t('ops.timeline.title')}</h1>
          <p className="text-sm text-muted">
            {t('ops.order')} <code className="font-mono text-xs select-all">{orderId}</code>
          </p>
        </div>
        <FindOrder />
      </div>
      <OrderTimeline key={orderId} orderId={orderId} />
    </div>
  );
}
