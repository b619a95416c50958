import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { hasCode } from '@/shared/api/problem';
import { traceOf } from '@/shared/errors/help';
import { usePace } from '@/shared/errors/pace';
import { logIn } from '@/shared/errors/toast-error';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { TraceId } from '@/shared/ui/trace-id';
import type { Placing } from './use-placing';

/** The state of an order that was sent: outcome unknown, or resumed after a reload. */
export function SendingState({ placing }: { placing: Placing }) {
  const { t } = useTranslation();
  const { unknown, resumed } = placing;
  const pace = usePace('order');
  if (unknown === null && !resumed) return null;
  const traceId = traceOf(unknown);
  const loggedOut = hasCode(unknown, 'UNAUTHORIZED');
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
            loggedOut ? (
              <Button size="small" onClick={logIn}>
                {t('account.logIn')}
              </Button>
            ) : (
              <Button size="small" waits={pace > 0} onClick={placing.retryNow}>
                {t('checkout.unknown.now')}
              </Button>
            )
          }
        >
          {t(loggedOut ? 'checkout.unknown.loggedOut' : 'checkout.unknown.text')}
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
