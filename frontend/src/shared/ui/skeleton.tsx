import { cx } from '@/shared/lib/cx';

/** A placeholder for content that is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-breathe rounded-xl bg-line/70', className)} />;
}
