import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Board } from '@/features/seat-map/model/board';
import { seatMark, type SeatMark } from '@/features/seat-map/model/mark';
import { seatInfo, type Row, type SeatPlan } from '@/features/seat-map/model/plan';
import { useBoardValue } from '@/features/seat-map/model/use-board';
import { SeatGlyph } from '@/features/seat-map/seat-glyph';
import { cx } from '@/shared/lib/cx';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

interface Props {
  plan: SeatPlan;
  board: Board;
  currency: string;
  mine: ReadonlySet<number>;
  chosen: ReadonlySet<number>;
  onTap: (id: number) => void;
  row: number;
  free: number;
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** One row: its number of free seats, and its seats when it is expanded. */
export function RowSeats({ free, open, onOpen, row: index, ...seats }: Props) {
  const { t } = useTranslation();
  const row = seats.plan.rows[index];
  if (row === undefined) return null;
  const name = row.name === '' ? String(index + 1) : row.name;
  return (
    <Collapsible.Root open={open} onOpenChange={onOpen} className="rounded-2xl border border-line bg-surface">
      <Collapsible.Trigger className="flex min-h-12 w-full items-center gap-3 rounded-2xl px-4 text-left hover:bg-sunken">
        <span className="font-display text-lg font-bold">{t('map.list.row', { row: name })}</span>
        <span className={cx('text-sm tabular-nums', free > 0 ? 'text-good' : 'text-muted')}>
          {free > 0 ? t('map.list.rowFree', { count: free }) : t('map.list.rowFull')}
        </span>
        <ChevronDown
          aria-hidden
          size={18}
          className={cx('ml-auto text-muted transition-transform', open && 'rotate-180')}
        />
      </Collapsible.Trigger>
      <Collapsible.Panel>{open && <Seats row={row} {...seats} />}</Collapsible.Panel>
    </Collapsible.Root>
  );
}

function Seats({
  row,
  plan,
  board,
  currency,
  mine,
  chosen,
  onTap,
}: Omit<Props, 'row' | 'free' | 'open' | 'onOpen'> & { row: Row }) {
  const marks = useBoardValue(board, (current) =>
    Array.from({ length: row.last - row.first + 1 }, (_, at) =>
      seatMark(row.first + at, current.status(row.first + at), mine, chosen),
    ),
  );
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pb-3">
      {marks.map((mark, at) => (
        <li key={at}>
          <Seat
            plan={plan}
            id={row.first + at}
            number={at + 1}
            mark={mark}
            currency={currency}
            onTap={onTap}
          />
        </li>
      ))}
    </ul>
  );
}

const STYLES: Record<SeatMark, string> = {
  free: 'border-edge text-good hover:border-ink',
  chosen: 'border-accent bg-accent-soft text-accent',
  mine: 'border-accent bg-accent-soft text-accent',
  held: 'border-line bg-sunken text-edge',
  sold: 'border-line bg-sunken text-edge',
};

interface SeatProps {
  plan: SeatPlan;
  id: number;
  number: number;
  mark: SeatMark;
  currency: string;
  onTap: (id: number) => void;
}

function Seat({ plan, id, number, mark, currency, onTap }: SeatProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const seat = seatInfo(plan, id);
  if (seat === null) return null;
  const price = formatMoney(seat.price, currency, language);
  const mineOrChosen = mark === 'mine' || mark === 'chosen';
  return (
    <button
      type="button"
      aria-pressed={mineOrChosen}
      // Not `disabled`: a focused seat that gets taken must not lose the focus.
      aria-disabled={mark === 'held' || mark === 'sold'}
      aria-label={t('map.list.seat', { label: seat.label, price, state: t(`map.state.${mark}`) })}
      onClick={() => {
        onTap(id);
      }}
      className={cx(
        'grid h-13 w-12 place-items-center rounded-xl border py-1 text-sm font-semibold tabular-nums',
        STYLES[mark],
      )}
    >
      <SeatGlyph mark={mark} className="size-4" />
      <span className="text-ink/90">{number}</span>
    </button>
  );
}
