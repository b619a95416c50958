import { useTranslation } from 'react-i18next';
import type { Board } from '@/features/seat-map/model/board';
import { seatInfo, type SeatPlan } from '@/features/seat-map/model/plan';
import { seatMark } from '@/features/seat-map/model/mark';
import { useBoardValue } from '@/features/seat-map/model/use-board';
import { formatMoney } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';

interface Props {
  plan: SeatPlan;
  board: Board;
  currency: string;
  mine: ReadonlySet<number>;
  chosen: ReadonlySet<number>;
  id: number;
  x: number;
  y: number;
}

/** A tooltip for the seat under the mouse. The list view has the same information for keyboard and screen reader. */
export function SeatTip({ plan, board, currency, mine, chosen, id, x, y }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const status = useBoardValue(board, (current) => current.status(id));
  const seat = seatInfo(plan, id);
  if (seat === null) return null;
  const mark = seatMark(id, status, mine, chosen);
  return (
    <div
      aria-hidden
      style={{ left: x, top: y }}
      className="pointer-events-none absolute z-10 -translate-x-1/2 -translate-y-[calc(100%+0.9rem)] rounded-xl bg-ink px-3 py-2 text-center text-xs whitespace-nowrap text-paper shadow-lg"
    >
      <p className="text-sm font-bold">{t('common.seatIn', { label: seat.label, section: seat.section })}</p>
      <p>
        {formatMoney(seat.price, currency, language)} · {t(`map.state.${mark}`)}
      </p>
    </div>
  );
}
