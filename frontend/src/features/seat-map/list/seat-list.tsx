import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '@/features/seat-map/model/board';
import type { Row, SeatPlan } from '@/features/seat-map/model/plan';
import { useBoardValue } from '@/features/seat-map/model/use-board';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import { SeatGrid, type SeatListProps, type ShownRow } from './seat-grid';

/** The seats of the map for keyboard and screen reader: a section, and the grid of its seats. */
export function SeatList({ plan, board, currency, ...own }: SeatListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sectionId = useId();
  const [index, setIndex] = useState(0);
  const [onlyFree, setOnlyFree] = useState(false);
  const [focused, setFocused] = useState<number | null>(null);
  const section = plan.sections[index];
  const all = useBoardValue(board, (current) => rowsOf(plan, current, index));
  const isIn = (id: number, { row }: ShownRow) => id >= row.first && id <= row.last;
  // The row with the focus stays when its last seat is taken: it must not disappear while it is being used.
  const rows = all.filter((row) => !onlyFree || row.free > 0 || (focused !== null && isIn(focused, row)));
  const active =
    focused !== null && rows.some((row) => isIn(focused, row)) ? focused : firstFree(board, rows);
  return (
    <div className="flex h-full flex-col" data-testid="seat-list">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 border-b border-line p-3 sm:px-5">
        <div className="flex items-center gap-2">
          <label htmlFor={sectionId} className="text-sm font-semibold">
            {t('map.list.section')}
          </label>
          <select
            id={sectionId}
            value={index}
            onChange={(event) => {
              setIndex(Number(event.target.value));
              setFocused(null);
            }}
            className="h-11 max-w-64 rounded-xl border border-edge bg-surface px-3"
          >
            {plan.sections.map(({ name, price }, at) => (
              <option key={at} value={at}>
                {name} · {formatMoney(price, currency, language)}
              </option>
            ))}
          </select>
        </div>
        <label className="flex min-h-11 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={onlyFree}
            onChange={(event) => {
              setOnlyFree(event.target.checked);
            }}
            className="size-5 accent-accent"
          />
          {t('map.list.onlyFree')}
        </label>
      </div>
      {rows.length === 0 ? (
        <p className="py-8 text-center text-muted">{t('map.list.emptySection')}</p>
      ) : (
        <SeatGrid
          key={index}
          plan={plan}
          board={board}
          currency={currency}
          {...own}
          section={section?.name ?? ''}
          rows={rows}
          active={active}
          onActive={setFocused}
        />
      )}
    </div>
  );
}

function rowsOf(plan: SeatPlan, board: Board, index: number): ShownRow[] {
  const section = plan.sections[index];
  if (section === undefined) return [];
  return plan.rows.slice(section.firstRow, section.lastRow + 1).map((row, at) => ({
    row,
    name: row.name === '' ? String(section.firstRow + at + 1) : row.name,
    free: freeIn(board, row),
  }));
}

function freeIn(board: Board, row: Row): number {
  let free = 0;
  for (let id = row.first; id <= row.last; id += 1) free += Number(board.isFree(id));
  return free;
}

function firstFree(board: Board, rows: readonly ShownRow[]): number {
  const row = rows.find(({ free }) => free > 0)?.row ?? rows[0]?.row;
  if (row === undefined) return 0;
  for (let id = row.first; id <= row.last; id += 1) if (board.isFree(id)) return id;
  return row.first;
}
