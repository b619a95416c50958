import { LogIn } from 'lucide-react';
import { logIn } from '@/shared/errors/toast-error';
import { useTranslation } from 'react-i18next';
import { labelsOf } from '@/shared/lib/seat';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { Countdown } from './countdown';
import type { Hold } from './store';

/** A hold of an account whose login has ended: it stays the account's. */
export function OthersHold({ hold }: { hold: Hold }) {
  const { t } = useTranslation();
  return (
    <div data-testid="others-hold">
      <Notice
        tone="warn"
        title={t('account.ended.title')}
        silent={<Countdown expiresAt={hold.expiresAt} />}
        actions={
          <Button variant="primary" size="small" onClick={logIn}>
            <LogIn aria-hidden size={17} />
            {t('account.logIn')}
          </Button>
        }
      >
        <p className="font-semibold">{labelsOf(hold.seats)}</p>
        <p>{t('account.ended.text')}</p>
      </Notice>
    </div>
  );
}
