import { Hourglass } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/shared/ui/announcer';
import { Notice } from '@/shared/ui/notice';
import { usePace, type Paced } from './pace';

/** After a rate limit: when the next try is permitted. Its controls wait meanwhile; nothing is repeated by itself. */
export function PaceNotice({ kind }: { kind: Paced }) {
  const { t } = useTranslation();
  const left = usePace(kind);
  const before = useRef(left);
  useEffect(() => {
    if (before.current > 0 && left === 0) announce(t('common.againNow'));
    before.current = left;
  }, [left, t]);
  if (left === 0) return null;
  return (
    <Notice
      urgent
      tone="warn"
      icon={<Hourglass aria-hidden size={18} />}
      title={t('errors.TOO_MANY_REQUESTS.title')}
      silent={<p className="text-sm font-semibold tabular-nums">{t('common.againIn', { count: left })}</p>}
    >
      {t('errors.TOO_MANY_REQUESTS.text')}
    </Notice>
  );
}
