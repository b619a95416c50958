import { cx } from '@/shared/lib/cx';
import { SeatArcs } from './seat-arcs';

/** Each event has a picture drawn from its id: one of four backgrounds, and its own pattern of lit seats. */
const BACKGROUNDS = [
  'bg-[oklch(0.27_0.06_274)] text-[oklch(0.72_0.1_276)]',
  'bg-[oklch(0.3_0.05_210)] text-[oklch(0.78_0.08_200)]',
  'bg-[oklch(0.31_0.07_20)] text-[oklch(0.8_0.09_40)]',
  'bg-[oklch(0.29_0.05_155)] text-[oklch(0.79_0.09_140)]',
] as const;

interface Props {
  eventId: number;
  className?: string;
  rows?: number;
  /** For a low picture: shows the back rows instead of the front rows. */
  backRows?: boolean;
}

export function Poster({ eventId, className, rows = 6, backRows = false }: Props) {
  return (
    <div className={cx('relative overflow-hidden', BACKGROUNDS[eventId % BACKGROUNDS.length], className)}>
      <SeatArcs
        rows={rows}
        seed={eventId}
        className={cx(
          'absolute left-1/2 w-[118%] max-w-none -translate-x-1/2',
          backRows ? 'top-1' : '-bottom-1',
        )}
      />
    </div>
  );
}
