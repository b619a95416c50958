import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { traceOf } from '@/shared/errors/help';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { TraceId } from '@/shared/ui/trace-id';
import type { Placing } from './use-placing';

/** The state of an order that was sent: outcome unknown, or resumed after a reload. */
export function SendingState({ placing }: { placing: Placing }) {
  const { t } = useTranslation();
  const { unknown, resumed } = placing;
  if (unknown === null && !resumed) return null;
  const traceId = traceOf(unknown);
  return (
    <div className="mb-6">
      {unknown === null ? (
        <Notice tone="neutral" icon={<RefreshCw aria-hidden size={18} />} title={t('checkout.resumed')} />
      ) : (
        <Notice
          urgent
          tone="warn"
          icon={<RefreshCw aria-hidden size={18} />}
          title={t('checkout.unknown.title')}
          actions={
            <Button size="small" onClick={placing.retryNow}>
              {t('checkout.unknown.now')}
            </Button>
          }
        >
          {t('checkout.unknown.text')}
          {traceId !== null && (
            <div className="mt-2">
              <TraceId id={traceId} />
            </div>
          )}
        </Notice>
      )}
    </div>
  );
}
