import type { ComponentProps } from 'react';
import { cx } from '@/shared/lib/cx';

type Variant = 'accent' | 'primary' | 'quiet' | 'plain' | 'danger';
type Size = 'small' | 'medium' | 'large';

const VARIANTS: Record<Variant, string> = {
  accent: 'bg-accent text-accent-ink hover:brightness-110 active:brightness-95',
  primary: 'bg-ink text-paper hover:opacity-90 active:opacity-80',
  quiet: 'border border-line bg-surface text-ink hover:border-edge',
  plain: 'text-ink hover:bg-sunken',
  danger: 'border border-accent text-accent hover:bg-accent-soft',
};

const SIZES: Record<Size, string> = {
  small: 'min-h-9 rounded-lg px-3 text-sm',
  medium: 'min-h-11 rounded-xl px-4 text-[0.95rem]',
  large: 'min-h-13 rounded-2xl px-6 text-base',
};

/** The class names of a button, for links that look like one. */
export function buttonClass(variant: Variant = 'quiet', size: Size = 'medium', more?: string): string {
  return cx(
    'inline-flex items-center justify-center gap-2 font-semibold transition select-none',
    'disabled:cursor-not-allowed disabled:opacity-50',
    VARIANTS[variant],
    SIZES[size],
    more,
  );
}

interface Props extends ComponentProps<'button'> {
  variant?: Variant;
  size?: Size;
  /** In progress: ignores clicks and tells screen readers, but keeps the focus. */
  busy?: boolean;
  /** As `busy`, without anything in progress: what it does isn't permitted yet. */
  waits?: boolean;
}

export function Button(props: Props) {
  const { variant, size, busy = false, waits = false, className, onClick, type = 'button', ...rest } = props;
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy || waits || undefined}
      aria-busy={busy || undefined}
      className={buttonClass(
        variant,
        size,
        cx(busy && 'animate-breathe', waits && 'cursor-not-allowed opacity-60', className),
      )}
      onClick={(event) => {
        if (busy || waits) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
