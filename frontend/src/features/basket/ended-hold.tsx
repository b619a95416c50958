import { TimerOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { labelsOf } from '@/shared/lib/seat';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { dismissEnded, type EndedHold } from './store';

interface Props {
  eventId: number;
  ended: EndedHold;
  busy: boolean;
  /** Absent when sales are closed. */
  onAgain?: () => void;
}

/** Says that the hold has expired, and offers to hold the same seats again. */
export function EndedNotice({ eventId, ended, busy, onAgain }: Props) {
  const { t } = useTranslation();
  return (
    <Notice
      urgent
      tone="warn"
      icon={<TimerOff aria-hidden size={18} />}
      title={t('basket.ended.title')}
      actions={
        <>
          {onAgain !== undefined && (
            <Button variant="primary" size="small" busy={busy} onClick={onAgain}>
              {t('basket.ended.again')}
            </Button>
          )}
          <Button
            size="small"
            onClick={() => {
              dismissEnded(eventId);
            }}
          >
            {t('basket.ended.dismiss')}
          </Button>
        </>
      }
    >
      {t('basket.ended.text', { count: ended.seats.length, labels: labelsOf(ended.seats) })}
    </Notice>
  );
}
