import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '@/features/seat-map/model/board';
import type { SeatPlan } from '@/features/seat-map/model/plan';
import { useBoardValue } from '@/features/seat-map/model/use-board';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import { RowSeats } from './row-seats';

interface Props {
  plan: SeatPlan;
  board: Board;
  currency: string;
  mine: ReadonlySet<number>;
  chosen: ReadonlySet<number>;
  onTap: (id: number) => void;
}

/** The seats of the map for keyboard and screen reader: a section, its rows, and a button for each seat. */
export function SeatList({ plan, board, currency, mine, chosen, onTap }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sectionId = useId();
  const [index, setIndex] = useState(0);
  const [onlyFree, setOnlyFree] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const section = plan.sections[index];
  const rows = Array.from(
    { length: section === undefined ? 0 : section.lastRow - section.firstRow + 1 },
    (_, offset) => (section?.firstRow ?? 0) + offset,
  );
  const free = useBoardValue(board, (current) => rows.map((row) => freeIn(plan, current, row)));
  // An expanded row stays when its last seat is taken: it must not disappear while it is being used.
  const shown = rows
    .map((row, at) => ({ row, free: free[at] ?? 0 }))
    .filter((row) => !onlyFree || row.free > 0 || row.row === open);
  return (
    <div className="h-full overflow-y-auto p-3 sm:p-5" data-testid="seat-list">
      <div className="mb-4 flex flex-wrap items-center gap-x-5 gap-y-3">
        <div className="flex items-center gap-2">
          <label htmlFor={sectionId} className="text-sm font-semibold">
            {t('map.list.section')}
          </label>
          <select
            id={sectionId}
            value={index}
            onChange={(event) => {
              setIndex(Number(event.target.value));
              setOpen(null);
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
      {shown.length === 0 && <p className="py-8 text-center text-muted">{t('map.list.emptySection')}</p>}
      <ul className="space-y-1.5">
        {shown.map((row) => (
          <li key={row.row}>
            <RowSeats
              plan={plan}
              board={board}
              currency={currency}
              mine={mine}
              chosen={chosen}
              onTap={onTap}
              row={row.row}
              free={row.free}
              open={row.row === open}
              onOpen={(opened) => {
                setOpen(opened ? row.row : null);
              }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function freeIn(plan: SeatPlan, board: Board, index: number): number {
  const row = plan.rows[index];
  let free = 0;
  if (row !== undefined) for (let id = row.first; id <= row.last; id += 1) free += Number(board.isFree(id));
  return free;
}
