import { UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';

export interface BuyerLimit {
  /** The most seats of the event that one buyer may have. */
  readonly most: number;
  /** Those that this buyer has: held, ordered and bought. */
  readonly held: number;
}

interface Props {
  limit: BuyerLimit;
  /** The buyer is a customer of the box office, who uses this browser. */
  ofCustomer: boolean;
  onDismiss: () => void;
}

/** Nothing was held, since the buyer would have more seats than one may have. */
export function LimitNotice({ limit, ofCustomer, onDismiss }: Props) {
  const { t } = useTranslation();
  const more = Math.max(0, limit.most - limit.held);
  return (
    <Notice
      urgent
      tone="warn"
      icon={<UserRound aria-hidden size={18} />}
      title={t('basket.limit.title', { count: limit.most })}
      actions={
        <Button size="small" onClick={onDismiss}>
          {t('basket.limit.dismiss')}
        </Button>
      }
    >
      {ofCustomer ? (
        t('basket.customer.has', { count: limit.held })
      ) : (
        <>
          {limit.held > 0 && `${t('basket.limit.has', { count: limit.held })} `}
          {more > 0 ? t('basket.limit.more', { count: more }) : t('basket.limit.none')}
        </>
      )}
    </Notice>
  );
}
