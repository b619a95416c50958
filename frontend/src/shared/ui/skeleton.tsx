import { cx } from '@/shared/lib/cx';

/** The place of something that is still coming. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-breathe rounded-xl bg-line/70', className)} />;
}
