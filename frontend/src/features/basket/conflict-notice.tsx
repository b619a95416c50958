import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { labelsOf, type SeatInfo } from '@/shared/lib/seat';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';

interface Props {
  taken: readonly SeatInfo[];
  /** The requested seats that are still free. */
  remaining: readonly SeatInfo[];
  /** As many adjacent seats nearby. */
  alternative: readonly SeatInfo[] | null;
  /** Other seats were held before, and still are. */
  holding: boolean;
  busy: boolean;
  onTake: (seats: readonly SeatInfo[]) => void;
  onDismiss: () => void;
}

/** Names the seats that other buyers took, and offers the remaining ones or an alternative. */
export function ConflictNotice({ taken, remaining, alternative, holding, busy, onTake, onDismiss }: Props) {
  const { t } = useTranslation();
  return (
    <Notice
      urgent
      tone="warn"
      icon={<Users aria-hidden size={18} />}
      title={t('basket.conflict.title')}
      actions={
        <>
          {alternative !== null && (
            <Button
              variant="primary"
              size="small"
              busy={busy}
              onClick={() => {
                onTake(alternative);
              }}
            >
              {t('basket.conflict.take', { count: alternative.length, labels: labelsOf(alternative) })}
            </Button>
          )}
          {remaining.length > 0 && (
            <Button
              size="small"
              busy={busy}
              onClick={() => {
                onTake(remaining);
              }}
            >
              {t('basket.conflict.keep', { count: remaining.length, labels: labelsOf(remaining) })}
            </Button>
          )}
          <Button variant="plain" size="small" onClick={onDismiss}>
            {t('basket.conflict.look')}
          </Button>
        </>
      }
    >
      {t('basket.conflict.text', { count: taken.length, labels: labelsOf(taken) })}{' '}
      {t(holding ? 'basket.conflict.kept' : 'basket.conflict.none')}
      {alternative === null && ` ${t('basket.conflict.nothing')}`}
    </Notice>
  );
}
