import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeatMark } from '@/features/seat-map/model/mark';
import { SeatGlyph } from '@/features/seat-map/seat-glyph';
import { cx } from '@/shared/lib/cx';
import { CELL_PX, HEAD_PX } from './grid-window';

const STYLES: Record<SeatMark, string> = {
  free: 'border-edge text-good hover:border-ink',
  chosen: 'border-accent bg-accent-soft text-accent',
  mine: 'border-accent bg-accent-soft text-accent',
  held: 'border-line bg-sunken text-edge',
  sold: 'border-line bg-sunken text-edge',
};

interface Props {
  id: string;
  seat: number;
  label: string;
  /** Its place in the row, from 0. */
  column: number;
  mark: SeatMark;
  price: string;
  /** Seats can be chosen now. */
  open: boolean;
  /** The one cell that the Tab key reaches. */
  active: boolean;
}

/** One seat in the grid, which handles clicks and keys. */
export const SeatCell = memo(function SeatCell(props: Props) {
  const { id, seat, label, column, mark, price, open, active } = props;
  const { t } = useTranslation();
  const own = mark === 'mine' || mark === 'chosen';
  return (
    <div
      id={id}
      data-seat={seat}
      role="gridcell"
      tabIndex={active ? 0 : -1}
      aria-colindex={column + 2}
      aria-selected={own}
      // Not `disabled`: a focused seat that gets taken must not lose the focus.
      aria-disabled={!open || mark === 'held' || mark === 'sold' || undefined}
      aria-label={t('map.list.seat', { label, price, state: t(`map.state.${mark}`) })}
      style={{ left: HEAD_PX + column * CELL_PX }}
      className={cx(
        'absolute top-1 grid h-13 w-12 place-items-center rounded-xl border py-1 text-sm font-semibold tabular-nums select-none focus-visible:z-10',
        open && 'cursor-pointer',
        STYLES[mark],
      )}
    >
      <SeatGlyph mark={mark} className="size-4" />
      <span className="text-ink/90">{column + 1}</span>
    </div>
  );
});
