import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '@/features/seat-map/model/board';
import { seatMark } from '@/features/seat-map/model/mark';
import type { Row, SeatPlan } from '@/features/seat-map/model/plan';
import { cx } from '@/shared/lib/cx';
import { formatMoney } from '@/shared/lib/format';
import { ToastArea } from '@/shared/ui/toasts';
import { useLanguage } from '@/shared/ui/use-language';
import { moveCursor } from './grid-cursor';
import {
  CELL_PX,
  HEAD_PX,
  indices,
  ROW_PX,
  sameWindow,
  scrollTo,
  windowOf,
  type GridWindow,
  type Scroll,
} from './grid-window';
import { SeatCell } from './seat-cell';

export interface ShownRow {
  readonly row: Row;
  readonly name: string;
  readonly free: number;
}

/** What the list of seats and its grid have in common. */
export interface SeatListProps {
  plan: SeatPlan;
  board: Board;
  currency: string;
  mine: ReadonlySet<number>;
  chosen: ReadonlySet<number>;
  /** Seats can be chosen now. */
  open: boolean;
  onTap: (id: number) => void;
}

interface Props extends SeatListProps {
  section: string;
  rows: readonly ShownRow[];
  /** The seat with the focus, or the one that gets it when Tab reaches the grid. */
  active: number;
  onActive: (id: number) => void;
}

/**
 * The seats of a section as an ARIA grid: one tab stop, arrow keys between seats, Space to choose. Only the seats on
 * the screen are in the document.
 */
export function SeatGrid({
  plan,
  board,
  currency,
  mine,
  chosen,
  open,
  onTap,
  section,
  rows,
  active,
  onActive,
}: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const id = useId();
  const { scroller, shown, scrollIntoView } = useGridWindow();
  /** The seat that takes the focus as soon as it is in the document. */
  const focusOn = useRef<number | null>(null);
  const cellId = (seat: number) => `${id}-${seat}`;
  const activeRow = rows.findIndex(({ row }) => active >= row.first && active <= row.last);
  const columns = Math.max(0, ...rows.map(({ row }) => sizeOf(row)));

  useLayoutEffect(() => {
    if (focusOn.current !== active) return;
    focusOn.current = null;
    document.getElementById(`${id}-${active}`)?.focus({ preventScroll: true });
  }, [active, id]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      onTap(active);
      return;
    }
    const from = { row: activeRow, column: active - (rows[activeRow]?.row.first ?? active) };
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const shape = { rows: rows.map(({ row }) => sizeOf(row)), page };
    const to = moveCursor(from, event.key, event.ctrlKey, shape);
    const first = to === null ? undefined : rows[to.row]?.row.first;
    if (to === null || first === undefined) return;
    event.preventDefault();
    scrollIntoView(to.row, to.column);
    focusOn.current = first + to.column;
    onActive(first + to.column);
  };

  return (
    <div ref={scroller} className="relative min-h-0 flex-1 overflow-auto">
      <p id={`${id}-keys`} className="sr-only">
        {t('map.list.keys')}
      </p>
      <div
        role="grid"
        tabIndex={-1}
        aria-label={t('map.list.grid', { section })}
        aria-describedby={`${id}-keys`}
        aria-multiselectable
        aria-rowcount={rows.length}
        aria-colcount={columns + 1}
        onKeyDown={onKeyDown}
        onClick={({ target }) => {
          const seat = seatOf(target);
          if (seat !== null) onTap(seat);
        }}
        onFocus={({ target }) => {
          const seat = seatOf(target);
          if (seat !== null) onActive(seat);
        }}
        style={{ height: rows.length * ROW_PX, width: HEAD_PX + columns * CELL_PX }}
        className="relative min-w-full outline-none"
      >
        {indices(shown.rows, rows.length, activeRow).map((index) => {
          const { row, name, free } = rows[index] ?? { row: undefined, name: '', free: 0 };
          if (row === undefined) return null;
          const price = formatMoney(plan.sections[row.section]?.price ?? 0, currency, language);
          return (
            <div
              key={row.first}
              role="row"
              aria-rowindex={index + 1}
              style={{ top: index * ROW_PX, height: ROW_PX }}
              className="absolute w-full border-b border-line"
            >
              <div
                role="rowheader"
                aria-colindex={1}
                style={{ width: HEAD_PX - 8 }}
                className="sticky left-0 z-20 grid h-full content-center bg-sunken pl-3 leading-tight"
              >
                <span className="truncate font-display font-bold">{t('map.list.row', { row: name })}</span>{' '}
                <span className={cx('text-xs tabular-nums', free > 0 ? 'text-good' : 'text-muted')}>
                  {free > 0 ? t('map.list.rowFree', { count: free }) : t('map.list.rowFull')}
                </span>
              </div>
              {indices(shown.cells, sizeOf(row), index === activeRow ? active - row.first : null).map(
                (column) => {
                  const seat = row.first + column;
                  return (
                    <SeatCell
                      key={seat}
                      id={cellId(seat)}
                      seat={seat}
                      label={plan.labels[seat] ?? ''}
                      column={column}
                      mark={seatMark(seat, board.status(seat), mine, chosen)}
                      price={price}
                      open={open}
                      active={seat === active}
                    />
                  );
                },
              )}
            </div>
          );
        })}
      </div>
      {/* In the flow, at the end: when the list is scrolled to its end, the toasts cover no seat. */}
      <ToastArea className="sticky bottom-0 left-0 z-30 w-sm max-w-full p-3 has-[[role=region]:empty]:p-0" />
    </div>
  );
}

/** The seat of an element within a cell. */
function seatOf(target: EventTarget): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-seat]') : null;
  return cell === null ? null : Number(cell.dataset['seat']);
}

function sizeOf(row: Row): number {
  return row.last - row.first + 1;
}

/** The rows and cells in view, which change with scrolling and with the size of the screen. */
function useGridWindow() {
  const scroller = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<GridWindow>(() =>
    windowOf({ top: 0, left: 0, width: 1280, height: 800 }),
  );
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const update = () => {
      const next = windowOf(scrollOf(element));
      setShown((old) => (sameWindow(old, next) ? old : next));
    };
    const resized = new ResizeObserver(update);
    resized.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, []);
  const scrollIntoView = useCallback((row: number, column: number) => {
    const element = scroller.current;
    if (element === null) return;
    const { top, left } = scrollTo(row, column, scrollOf(element));
    element.scrollTo({ top, left });
  }, []);
  return { scroller, shown, scrollIntoView };
}

function scrollOf(element: HTMLElement): Scroll {
  return {
    top: element.scrollTop,
    left: element.scrollLeft,
    width: element.clientWidth,
    height: element.clientHeight,
  };
}
