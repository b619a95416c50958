import type { ReactNode } from 'react';
import { cx } from '@/shared/lib/cx';
import type { Tone } from './badge';

const TONES: Record<Tone, string> = {
  good: 'border-good/40 bg-good-soft',
  warn: 'border-warn/40 bg-warn-soft',
  bad: 'border-accent/40 bg-accent-soft',
  neutral: 'border-line bg-sunken',
};

interface Props {
  tone: Tone;
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** What changes too often to be announced, such as a countdown. */
  silent?: ReactNode;
  /** Screen readers announce it at once. */
  urgent?: boolean;
}

/** A message within the page, with optional actions. */
export function Notice({ tone, icon, title, children, actions, silent, urgent = false }: Props) {
  return (
    <div className={cx('animate-rise rounded-2xl border p-4', TONES[tone])}>
      <div role={urgent ? 'alert' : 'status'}>
        <p className="flex items-center gap-2 font-semibold">
          {icon}
          {title}
        </p>
        {children !== undefined && <div className="mt-1 text-sm text-ink/85">{children}</div>}
      </div>
      {silent !== undefined && <div className="mt-3">{silent}</div>}
      {actions !== undefined && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
