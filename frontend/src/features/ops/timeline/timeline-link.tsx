import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A link to an order's timeline. `children` is what is seen of it. */
export function TimelineLink({ orderId, children }: { orderId: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Link
      to="/ops"
      search={(before: { event?: number | undefined }) => ({ event: before.event, order: orderId })}
      className="underline decoration-edge underline-offset-3 hover:decoration-ink"
    >
      {children}
      <span className="sr-only"> {t('ops.timeline.open', { id: orderId.slice(0, 8) })}</span>
    </Link>
  );
}
