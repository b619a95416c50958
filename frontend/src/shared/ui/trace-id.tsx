import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/lib/cx';
import { Button } from './button';

/** The trace id of a request, with a button to copy it for support. */
export function TraceId({ id, explain = false }: { id: string; explain?: boolean }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(id));
  };
  return (
    <div className="text-sm text-muted">
      {explain && <p className="mb-2">{t('common.traceHelp')}</p>}
      <div className={cx('flex items-center gap-2', explain && 'justify-center')}>
        <span className="sr-only">{t('common.trace')}</span>
        <code className="min-w-0 truncate rounded-lg bg-sunken px-2 py-1 font-mono text-xs select-all">
          {id}
        </code>
        <Button size="small" variant="plain" onClick={() => void copy()}>
          {copied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />}
          {copied ? t('common.copied') : t('common.copy')}
        </Button>
      </div>
    </div>
  );
}

/** The clipboard API exists only on secure origins; elsewhere the id can still be selected. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
