/** The class names of a segmented control. */
import { cx } from '@/shared/lib/cx';

export function segments(more?: string): string {
  return cx('flex gap-1 rounded-2xl border border-line bg-sunken p-1', more);
}

export const segment = cx(
  'inline-flex min-h-9 flex-1 items-center justify-center gap-1.5 rounded-xl px-3.5 text-sm font-semibold whitespace-nowrap',
  'text-muted transition hover:text-ink',
  'data-pressed:bg-surface data-pressed:text-ink data-pressed:shadow-sm data-pressed:ring-1 data-pressed:ring-line',
);
