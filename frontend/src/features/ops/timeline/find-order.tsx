import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/button';
import { isOrderId } from './order-id';

/** Opens the timeline of an order whose id somebody has sent. */
export function FindOrder() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/ops' });
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const id = useId();
  return (
    <form
      role="search"
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const order = text.trim().toLowerCase();
        setRefused(!isOrderId(order));
        if (isOrderId(order))
          void navigate({
            search: (before: { event?: number | undefined }) => ({ event: before.event, order }),
          });
      }}
    >
      <input
        aria-label={t('ops.timeline.find.label')}
        placeholder={t('ops.timeline.find.label')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        aria-invalid={refused}
        aria-describedby={refused ? `${id}-refused` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setRefused(false);
        }}
        className="h-9 w-48 rounded-lg border border-edge bg-surface px-3 font-mono text-sm"
      />
      <Button type="submit" size="small">
        <Search aria-hidden size={16} />
        {t('ops.timeline.find.action')}
      </Button>
      {refused && (
        <p id={`${id}-refused`} role="alert" className="w-full text-sm text-accent">
          {t('ops.timeline.find.refused')}
        </p>
      )}
    </form>
  );
}
